package io.reenact.inversion;

import ai.djl.Device;
import io.reenact.encoder.EncoderBundle;
import io.reenact.error.UserError;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.GaussianTables;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.generator.TunedWeights;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Autograd;
import io.reenact.nn.Compute;
import io.reenact.nn.GpuUnit;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.progress.Progress;
import io.reenact.splat.Gaussians;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Inverts one cohort: start, person analysis, key-frame inversion, joint tuning
 * (docs/design/method.md, sections 3 to 5). The engine of the stage {@code invert}; knows no Spark.
 * Same seed, same settings, same hardware: same result, with or without interruption.
 */
public final class CohortInverter {
  private final GeneratorBundle bundle;
  private final FaceNetworks networks;
  private final InversionSettings given;
  private final InversionSettings settings;
  private final Compute compute;
  private final EncoderBundle encoder;

  /**
   * @param bundle the generator
   * @param networks loss networks, shared by all units of an executor
   * @param settings constants
   * @param compute where and how networks run
   * @param encoder of the generator, for strategies that encode; null: {@link Strategy#with}
   */
  public CohortInverter(
      GeneratorBundle bundle,
      FaceNetworks networks,
      InversionSettings settings,
      Compute compute,
      EncoderBundle encoder) {
    this.bundle = bundle;
    this.networks = networks;
    InversionSettings fit =
        bundle.manifest().endsInPictures()
            ? settings.with(Map.of("tuning_sides", 0, "tuning_coherence", 0, "tuning_constancy", 0))
            : settings;
    this.given = fit.by(settings.lift().strategy().with(encoder != null));
    this.settings = given.ofStrategy();
    this.compute = compute;
    Strategy strategy = given.lift().strategy();
    this.encoder = strategy.encodes() ? encoder : null;
    if (strategy == Strategy.ENCODE) {
      // The only one that is nothing without it.
      Objects.requireNonNull(encoder);
    }
  }

  /** Inverts without an encoder. */
  public CohortInverter(
      GeneratorBundle bundle, FaceNetworks networks, InversionSettings settings, Compute compute) {
    this(bundle, networks, settings, compute, null);
  }

  /** Inverts in single precision, with gradients that repeat themselves. */
  public CohortInverter(
      GeneratorBundle bundle, FaceNetworks networks, InversionSettings settings, Device device) {
    this(bundle, networks, settings, new Compute(device, Precision.FLOAT32, true));
  }

  /**
   * Inverts.
   *
   * @param persons the cohort; a frozen one is reproduced but not changed
   * @param checkpoints where analysis, key frames and tuning keep their state
   * @param progress hears about progress, in predicted seconds of one core
   * @throws IOException if a checkpoint can't be written
   * @throws UserError if the input can't be inverted
   */
  public CohortResult invert(List<PersonInput> persons, Checkpoints checkpoints, Progress progress)
      throws IOException {
    return settings.lift().strategy() == Strategy.AUTO
        ? cheapest(persons, checkpoints, progress)
        : run(persons, checkpoints, progress);
  }

  /**
   * Encodes one clip by itself, for a person who is made of {@link EncodedClip}s by strategy
   * encode.
   *
   * @param progress hears about progress, in predicted seconds of one core
   */
  public EncodedClip encode(ClipInput clip, Progress progress) {
    Autograd.threads(settings.run().threads());
    WorkMeter meter =
        new WorkMeter(
            progress, InversionCost.ofClip(given, clip.frames().size(), networks.light()));
    try (GpuUnit gpu = GpuUnit.begin(compute.device());
        Generator generator = Generator.load(bundle, compute.device(), false);
        Painter painter = Painter.of(generator, settings.run().threads(), compute.deterministic());
        EncodedFrames encoded =
            new EncodedFrames(encoder, painter, settings.lift().encodeFrames())) {
      meter.loaded();
      return ClipEncoding.encode(
          Cohort.of(painter, networks, settings, compute.precision(), encoded, meter), clip);
    }
  }

  /**
   * Encodes, and optimises from there whom that does not reproduce, if the seconds allow it. They
   * are predicted, not measured: the same settings give the same result on any machine.
   */
  private CohortResult cheapest(
      List<PersonInput> persons, Checkpoints checkpoints, Progress progress) throws IOException {
    double[] spent = new double[1];
    // Who has a checkpoint has been found wanting before.
    if (checkpoints.load().isEmpty()) {
      CohortResult encoded =
          by(Strategy.ENCODE)
              .run(
                  persons,
                  Checkpoints.NONE,
                  (done, total, doing) -> {
                    spent[0] = total;
                    progress.at(done, total, doing);
                  });
      if (CohortResult.facePsnr(encoded.persons()) >= settings.lift().autoDb()
          || !InversionCost.affordsSteps(given, frames(persons), networks.light())) {
        return encoded;
      }
    }
    return by(Strategy.ENCODE_OPTIMISE)
        .run(
            persons,
            checkpoints,
            (done, total, doing) -> progress.at(spent[0] + done, spent[0] + total, doing));
  }

  /** How many frames there are of each. */
  private static List<Integer> frames(List<PersonInput> persons) {
    return persons.stream()
        .map(p -> p.clips().stream().mapToInt(c -> c.frames().size()).sum())
        .toList();
  }

  private CohortInverter by(Strategy strategy) {
    return new CohortInverter(bundle, networks, given.by(strategy), compute, encoder);
  }

  private CohortResult run(List<PersonInput> persons, Checkpoints checkpoints, Progress progress)
      throws IOException {
    if (persons.isEmpty()) {
      throw new UserError("a cohort needs at least one person with a usable clip");
    }
    Autograd.threads(settings.run().threads());
    GeneratorBundle b = bundle;
    boolean frozenFirst = persons.get(0).frozen() != null;
    List<Integer> counts = frames(persons);
    int heldFrames =
        persons.stream()
            .filter(p -> p.frozen() == null)
            .flatMap(p -> p.held().stream())
            .mapToInt(c -> c.frames().size())
            .sum();
    WorkMeter meter =
        new WorkMeter(
            progress,
            InversionCost.of(given, counts, frozenFirst, networks.light()).withHeld(heldFrames));
    try (GpuUnit gpu = GpuUnit.begin(compute.device());
        Generator generator = Generator.load(b, compute.device(), true);
        TunedWeights weights = new TunedWeights(generator, settings.rates());
        Painter painter = Painter.of(generator, settings.run().threads(), compute.deterministic());
        EncodedFrames encoded =
            encoder == null
                ? null
                : new EncodedFrames(encoder, painter, settings.lift().encodeFrames())) {
      Cohort cohort = Cohort.of(painter, networks, settings, compute.precision(), encoded, meter);
      Map<String, Double> phases = new LinkedHashMap<>();
      List<String> notes =
          persons.stream()
              .filter(p -> p.frozen() == null)
              .flatMap(p -> ClipPeople.notes(p, cohort.targets::embedding).stream())
              .toList();
      List<PersonAnalysis.Sample> samples = new ArrayList<>();
      Saving saving =
          new Saving(
              settings.work().checkpointSeconds(),
              done ->
                  checkpoints.save(
                      out -> CheckpointCodec.write(cohort, samples, weights, done, out)));
      int tunedBefore = prepare(cohort, persons, checkpoints, samples, weights, saving, phases);
      long begin = System.nanoTime();
      int steps = new JointTuning(cohort, weights).run(tunedBefore, saving);
      phases.put(JointTuning.PHASE, (System.nanoTime() - begin) / 1e9);
      meter.begin(InversionCost.Phase.APPRAISAL);
      boolean lifts = settings.lift().lifts();
      double tuned =
          lifts ? Double.NaN : CohortResult.facePsnr(new Appraisal(cohort).results(p -> {}));
      byte[] delta = weights.delta(settings.work().deltaRank());
      // What is judged is what is stored: rounded, and of low rank if so asked.
      weights.keep(delta);
      begin = System.nanoTime();
      Map<String, byte[]> own = own(cohort, weights, delta);
      if (!own.isEmpty()) {
        phases.put(Lifting.PHASE, (System.nanoTime() - begin) / 1e9);
        meter.begin(InversionCost.Phase.APPRAISAL);
      }
      Consumer<PersonState> wear =
          p -> {
            if (!own.isEmpty()) {
              weights.keep(own.getOrDefault(p.input.identity(), delta));
            }
          };
      List<PersonResult> results = new Appraisal(cohort).results(wear);
      begin = System.nanoTime();
      List<PersonResult> held = new HeldInversion(cohort).run(wear);
      if (!held.isEmpty()) {
        phases.put(HeldInversion.PHASE, (System.nanoTime() - begin) / 1e9);
      }
      return new CohortResult(
          results,
          held,
          Stream.concat(notes.stream(), cohort.trace.harm().stream()).toList(),
          settings.lift().strategy(),
          delta,
          GeneratorBundle.sha256(delta),
          own,
          tuned - CohortResult.facePsnr(results),
          steps,
          cohort.terms.names(),
          cohort.trace.entries(),
          phases,
          cohort.step.times().seconds(),
          cohort.step.times().frames(),
          cohort.step.times().bytes());
    }
  }

  /** The weights of everyone whose frames show more than latents hold, by identity. */
  private static Map<String, byte[]> own(Cohort cohort, TunedWeights weights, byte[] delta) {
    Map<String, byte[]> own = new TreeMap<>();
    InversionSettings settings = cohort.settings;
    if (!settings.lift().lifts() || !(cohort.painter instanceof GaussianPainter painter)) {
      return own;
    }
    GaussianTables tables = new GaussianTables(cohort.generator);
    if (!tables.has(Gaussians.COLOUR)) {
      return own;
    }
    cohort.meter.begin(InversionCost.Phase.LIFTING);
    Lifting lifting = new Lifting(painter, tables);
    for (PersonState p : cohort.moving()) {
      byte[] lifted =
          lifting.lift(
              p.anchor,
              Lifting.views(p, settings.lift().liftFrames()),
              settings.lift().liftRounds(),
              settings.lift().liftSteps(),
              settings.run().seed(),
              cohort.meter::lifted);
      own.put(
          p.input.identity(),
          settings.tuning().tuningSteps() == 0
              ? lifted
              : weights.delta(settings.work().deltaRank()));
      weights.keep(delta);
    }
    return own;
  }

  private int prepare(
      Cohort cohort,
      List<PersonInput> persons,
      Checkpoints checkpoints,
      List<PersonAnalysis.Sample> samples,
      TunedWeights weights,
      Saving saving,
      Map<String, Double> phases)
      throws IOException {
    // A damaged one, or one of an older version, is worth nothing: start over.
    Optional<Path> checkpoint = checkpoints.load();
    if (checkpoint.isPresent() && !CheckpointCodec.usable(checkpoint.get())) {
      checkpoint = Optional.empty();
    }
    cohort.meter.loaded();
    Start start = new Start(cohort.painter, settings, cohort.encoded);
    for (int i = 0; i < persons.size(); i++) {
      PersonInput p = persons.get(i);
      if (p.frozen() != null) {
        cohort.people.add(frozen(p));
      } else if (settings.lift().strategy() == Strategy.ENCODE) {
        cohort.people.add(ClipEncoding.person(cohort, p));
      } else {
        int latent = cohort.generator.bundle().manifest().latentSize();
        cohort.people.add(
            new PersonState(p, checkpoint.isPresent() ? new float[latent] : start.anchor(p, i)));
        boolean found = checkpoint.isPresent();
        cohort.meter.started(found || encoder != null ? 0 : settings.analysis().startCandidates());
        cohort.meter.encoded(found || encoder == null ? 0 : settings.lift().encodeFrames());
      }
    }
    if (cohort.encoded != null) {
      new HeldInversion(cohort).look();
    }
    if (settings.lift().strategy() == Strategy.ENCODE) {
      return 0;
    }
    PersonAnalysis analysis = new PersonAnalysis(cohort);
    samples.addAll(analysis.samples());
    Saving.Done done =
        checkpoint.isPresent()
            ? CheckpointCodec.read(checkpoint.get(), cohort, samples, weights)
            : new Saving.Done(InversionCost.Phase.ANALYSIS, 0);
    if (done.phase() == InversionCost.Phase.TUNING) {
      return done.steps();
    }
    // Inversion runs on the bundle's own weights; their gradients are not wanted yet.
    cohort.generator.trainWeights(false);
    KeyFrameInversion keyFrames = new KeyFrameInversion(cohort, saving);
    long begin = System.nanoTime();
    if (done.phase() == InversionCost.Phase.ANALYSIS) {
      List<PersonAnalysis.Found> found = analysis.run(done.steps(), saving);
      phases.put(PersonAnalysis.PHASE, (System.nanoTime() - begin) / 1e9);
      begin = System.nanoTime();
      keyFrames.run(found);
    } else {
      keyFrames.resume(done.steps());
    }
    phases.put(KeyFrameInversion.PHASE, (System.nanoTime() - begin) / 1e9);
    cohort.generator.trainWeights(true);
    return 0;
  }

  private static PersonState frozen(PersonInput p) {
    PersonState state = new PersonState(p, p.frozen().anchor().clone());
    var stored = p.frozenClips();
    for (ClipInput clip : p.clips()) {
      PersonResult.ClipResult r = stored.get(clip.clip());
      if (r == null) {
        continue;
      }
      long[] times = r.keyFrames().stream().mapToLong(PersonResult.KeyFrame::ptsUs).toArray();
      float[][] offsets =
          r.keyFrames().stream().map(k -> k.offset().clone()).toArray(float[][]::new);
      float[][] motions =
          r.keyFrames().stream().map(k -> k.motion().clone()).toArray(float[][]::new);
      state.clips.add(new PersonState.ClipState(clip, times, offsets, motions));
    }
    return state;
  }

  /** Where a face is in the bundle's world. */
  public static FaceAlignment alignment(GeneratorBundle bundle) {
    var s = bundle.manifest().canonicalSimilarity();
    if (s == null) {
      return FaceAlignment.embedded();
    }
    double[] rotation =
        s.rotation() == null ? new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1} : s.rotation();
    return new FaceAlignment(s.scale(), rotation, s.translation());
  }

  /** A curve of what was found for a clip, for rendering. */
  public static OffsetCurve offsets(PersonResult.ClipResult clip) {
    return new OffsetCurve(
        clip.keyFrames().stream().mapToLong(PersonResult.KeyFrame::ptsUs).toArray(),
        clip.keyFrames().stream().map(PersonResult.KeyFrame::offset).toArray(float[][]::new));
  }
}
