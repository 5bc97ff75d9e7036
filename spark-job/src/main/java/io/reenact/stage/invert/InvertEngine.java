package io.reenact.stage.invert;

import ai.djl.Device;
import io.reenact.encoder.EncoderBundle;
import io.reenact.error.UserError;
import io.reenact.evaluation.Protocol;
import io.reenact.evaluation.Trial;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.EncodedClip;
import io.reenact.inversion.InversionCost;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.LossTrace;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.inversion.TargetFrame;
import io.reenact.inversion.TargetLoader;
import io.reenact.nn.Compute;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.plan.Cohorts;
import io.reenact.plan.TrackedClip;
import io.reenact.pool.Pool;
import io.reenact.progress.Progress;
import io.reenact.retarget.FaceMeter;
import io.reenact.row.EncodingRow;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.runner.TaskDevice;
import io.reenact.runner.UnitContext;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.Sources;
import io.reenact.stage.StoredRows;
import io.reenact.unit.UnitFile;
import io.reenact.video.VideoReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Inverts one cohort on an executor: its rows in the tables latents and persons, its weights and
 * its losses as files.
 */
final class InvertEngine {
  private static final String CHECKPOINT = "tuning";

  /** Loss networks of this executor; units share them. */
  private static final Pool<String, FaceNetworks> NETWORKS = new Pool<>(2);

  /** How to compute: settings beside the method's constants. */
  record How(Precision precision, boolean deterministic, InversionPlan.Planner planner)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private InvertEngine() {}

  static void run(
      InvertStage.Spec spec,
      InversionSettings constants,
      NetworkSettings plugged,
      boolean light,
      GeneratorSettings generator,
      How how,
      UnitContext unit)
      throws Exception {
    Device device = TaskDevice.of(unit);
    Compute compute = new Compute(device, how.precision, how.deterministic);
    GeneratorBundle bundle = generator.load(unit.hadoop(), how.planner.directions());
    EncoderBundle encoder =
        spec.strategy().encodes()
            ? InversionPlan.encoder(how.planner, bundle, unit.hadoop())
            : null;
    InversionSettings settings = constants.by(spec.strategy());
    long begin = System.nanoTime();
    int usable = spec.people().stream().mapToInt(p -> p.usable() + p.heldFrames()).sum();
    double load = spec.encodings() != null ? 0 : InvertStage.loading(spec.people());
    double whole =
        load + InvertStage.cost(spec.people(), spec.hubUnit() != null, settings, light).seconds();
    List<PersonInput> people =
        spec.encodings() != null
            ? encoded(spec, unit)
            : people(
                spec,
                settings,
                unit,
                loaded ->
                    unit.progress(
                        InversionCost.loading(loaded), whole, "loading " + loaded + "/" + usable));
    unit.spent(UnitContext.Spent.DECODE, (System.nanoTime() - begin) / 1e9);
    unit.frames(
        people.stream().flatMap(p -> p.clips().stream()).mapToLong(c -> c.frames().size()).sum());
    begin = System.nanoTime();
    Progress progress = (done, total, doing) -> unit.progress(load + done, load + total, doing);
    unit.version("generator", bundle.manifest().name() + " " + bundle.manifest().version());
    if (spec.clip()) {
      PersonInput person = people.get(0);
      EncodedClip found =
          NETWORKS.ask(
              plugged.key(light) + device,
              () -> plugged.load(device, light, unit.hadoop()),
              networks ->
                  new CohortInverter(bundle, networks, settings, compute, encoder)
                      .encode(person.clips().get(0), progress));
      unit.spent(UnitContext.Spent.COMPUTE, (System.nanoTime() - begin) / 1e9);
      Encodings.write(person.identity(), found, unit);
      return;
    }
    CohortResult result =
        NETWORKS.ask(
            plugged.key(light) + device,
            () -> plugged.load(device, light, unit.hadoop()),
            networks ->
                new CohortInverter(bundle, networks, settings, compute, encoder)
                    .invert(people, checkpoints(unit), progress));
    double seconds = (System.nanoTime() - begin) / 1e9;
    unit.spent(UnitContext.Spent.COMPUTE, seconds);
    Map<String, Integer> given = new TreeMap<>();
    people.forEach(
        p -> given.put(p.identity(), p.clips().stream().mapToInt(ClipInput::given).sum()));
    write(spec, settings, bundle, result, given, seconds, unit);
  }

  /** A person of clips that units of their own have encoded. */
  private static List<PersonInput> encoded(InvertStage.Spec spec, UnitContext unit)
      throws IOException {
    Cohorts.Person person = spec.people().get(0);
    StoredRows rows = new StoredRows(unit);
    List<ClipInput> clips = new ArrayList<>();
    for (String encoding : spec.encodings()) {
      for (EncodingRow row : rows.encodings(encoding)) {
        clips.add(Encodings.read(row, unit).input());
      }
    }
    return List.of(new PersonInput(person.identity(), clips, null));
  }

  private static List<PersonInput> people(
      InvertStage.Spec spec, InversionSettings settings, UnitContext unit, IntConsumer loaded)
      throws IOException {
    StoredRows rows = new StoredRows(unit);
    Protocol protocol = Trial.parse(spec.protocol()).protocol();
    List<PersonInput> people = new ArrayList<>();
    int frameCount = 0;
    try (TargetLoader loader = new TargetLoader(settings.size())) {
      for (int i = 0; i < spec.people().size(); i++) {
        Cohorts.Person p = spec.people().get(i);
        boolean hub = i == 0 && spec.hubUnit() != null;
        int most = hub ? Math.max(3, spec.hubFrames() / p.clips().size()) : Integer.MAX_VALUE;
        List<ClipInput> clips = new ArrayList<>();
        List<ClipInput> held = new ArrayList<>();
        for (TrackedClip c : p.clips()) {
          List<FrameTrack> track = rows.track(c.unit());
          Protocol.Split split = protocol.split(Trial.usable(track), track.size());
          List<FrameTrack> given = only(track, split.given(), most);
          List<FrameTrack> kept =
              protocol.holdsFrames() && !hub
                  ? only(track, split.scored(), Integer.MAX_VALUE)
                  : List.of();
          List<TargetFrame> frames = load(loader, c, given, kept, unit);
          frameCount += frames.size();
          loaded.accept(frameCount);
          Set<Integer> learnt = given.stream().map(FrameTrack::frame).collect(Collectors.toSet());
          Map<Boolean, List<TargetFrame>> by =
              frames.stream().collect(Collectors.partitioningBy(f -> learnt.contains(f.frame())));
          add(clips, c, by.get(true));
          add(held, c, by.get(false));
        }
        for (TrackedClip c : hub ? List.<TrackedClip>of() : p.held()) {
          List<FrameTrack> track = rows.track(c.unit());
          List<TargetFrame> frames =
              load(loader, c, List.of(), only(track, Trial.usable(track), Integer.MAX_VALUE), unit);
          frameCount += frames.size();
          loaded.accept(frameCount);
          add(held, c, frames);
        }
        if (clips.isEmpty()) {
          throw new UserError(
              p.identity()
                  + " has no frame that can be decoded any more: index and track its clips again");
        }
        people.add(
            new PersonInput(
                p.identity(), clips, hub ? rows.person(spec.hubUnit(), p.identity()) : null, held));
      }
    }
    return people;
  }

  private static List<TargetFrame> load(
      TargetLoader loader,
      TrackedClip clip,
      List<FrameTrack> given,
      List<FrameTrack> held,
      UnitContext unit) {
    List<FrameTrack> all = new ArrayList<>(given);
    all.addAll(held);
    try (VideoReader video = VideoReader.open(Sources.of(clip.clip()), unit.hadoop())) {
      return loader.load(video, all);
    }
  }

  private static void add(List<ClipInput> clips, TrackedClip clip, List<TargetFrame> frames) {
    if (!frames.isEmpty()) {
      clips.add(new ClipInput(clip.clip().clip(), frames));
    }
  }

  /** The first of some frames: consecutive ones, as cross steps want them. */
  private static List<FrameTrack> only(List<FrameTrack> track, int[] frames, int most) {
    return Arrays.stream(frames).limit(most).mapToObj(track::get).toList();
  }

  private static Checkpoints checkpoints(UnitContext unit) {
    return new Checkpoints() {
      @Override
      public Optional<Path> load() throws IOException {
        Path local = unit.scratch().resolve(CHECKPOINT);
        return unit.checkpoints().read(CHECKPOINT, local) ? Optional.of(local) : Optional.empty();
      }

      @Override
      public void save(Content checkpoint) throws IOException {
        // By way of a local file: a store that fails midway is given all of it again.
        Path local = unit.scratch().resolve(CHECKPOINT);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(local))) {
          checkpoint.writeTo(out);
        }
        unit.checkpoints().write(CHECKPOINT, local);
        Files.delete(local);
      }
    };
  }

  private static void write(
      InvertStage.Spec spec,
      InversionSettings settings,
      GeneratorBundle bundle,
      CohortResult result,
      Map<String, Integer> given,
      double seconds,
      UnitContext unit)
      throws IOException {
    result.notes().forEach(unit::warn);
    Path weights = unit.scratch().resolve("weights");
    Path losses = unit.scratch().resolve("losses");
    Files.writeString(losses, csv(result.terms(), result.losses()), StandardCharsets.UTF_8);
    unit.writeFile("losses", unit.label(), "csv", losses);
    List<PersonRow> persons = new ArrayList<>();
    List<LatentRow> latents = new ArrayList<>();
    String generator = bundle.manifest().name() + " " + bundle.manifest().version();
    UnitFile shared = null;
    for (int i = spec.hubUnit() == null ? 0 : 1; i < result.persons().size(); i++) {
      PersonResult p = result.persons().get(i);
      byte[] own = result.own().get(p.identity());
      UnitFile stored = shared;
      if (own != null) {
        Files.write(weights, own);
        stored = unit.writeFile("weights", p.identity(), "safetensors", weights);
      } else if (shared == null) {
        Files.write(weights, result.weights());
        shared = unit.writeFile("weights", unit.label(), "safetensors", weights);
        stored = shared;
      }
      persons.add(
          new PersonRow(
              p.identity(),
              spec.cohort(),
              p.anchor(),
              bundle.id(),
              stored.path(),
              stored.sha256(),
              (long) (own == null ? result.weights() : own).length,
              Double.isNaN(result.storageLoss()) ? null : (float) result.storageLoss(),
              result.tuningSteps(),
              seconds,
              settings.run().seed(),
              Map.of("generator", generator, InvertStage.NAME, unit.key().hex()),
              spec.protocol(),
              given.get(p.identity()),
              result.strategy().toString(),
              settings.size()));
      latents.addAll(rows(spec, p, true));
    }
    result.held().forEach(p -> latents.addAll(rows(spec, p, false)));
    unit.writeRows(LatentRow.class, latents.iterator());
    unit.writeRows(PersonRow.class, persons.iterator());
  }

  private static List<LatentRow> rows(InvertStage.Spec spec, PersonResult p, boolean given) {
    return p.clips().stream()
        .flatMap(
            c ->
                c.keyFrames().stream()
                    .map(
                        k ->
                            new LatentRow(
                                spec.cohort(),
                                p.identity(),
                                c.clip(),
                                k.frame(),
                                k.ptsUs(),
                                k.offset(),
                                k.motion(),
                                k.camera(),
                                Double.isNaN(k.loss())
                                    ? Map.<String, Float>of()
                                    : Map.of("pixel", (float) k.loss()),
                                Double.isNaN(k.psnr()) ? null : (Float) (float) k.psnr(),
                                given,
                                FaceMeter.named(k.shown()))))
        .toList();
  }

  static String csv(List<String> terms, List<LossTrace.Entry> entries) {
    StringBuilder s = new StringBuilder("phase,step,loss,");
    s.append(String.join(",", terms)).append('\n');
    for (LossTrace.Entry e : entries) {
      s.append(e.phase())
          .append(',')
          .append(e.step())
          .append(',')
          .append(String.format(Locale.ROOT, "%.6g", e.loss()));
      for (String term : terms) {
        Double value = e.terms().get(term);
        s.append(',').append(value == null ? "" : String.format(Locale.ROOT, "%.6g", value));
      }
      s.append('\n');
    }
    return s.toString();
  }
}
