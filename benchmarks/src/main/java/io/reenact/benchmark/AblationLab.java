package io.reenact.benchmark;

import ai.djl.Device;
import io.reenact.encoder.EncoderBundle;
import io.reenact.error.UserError;
import io.reenact.evaluation.EvaluatedClip;
import io.reenact.evaluation.EvaluationRequest;
import io.reenact.evaluation.RenderEvaluation;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.EncodedClip;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.inversion.Strategy;
import io.reenact.inversion.TargetFrame;
import io.reenact.inversion.TargetLoader;
import io.reenact.metric.Measurement;
import io.reenact.nn.Compute;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.progress.Progress;
import io.reenact.render.DriverMotion;
import io.reenact.render.DriverMotions;
import io.reenact.render.FrameSink;
import io.reenact.render.ReenactmentRenderer;
import io.reenact.render.ReenactmentRequest;
import io.reenact.render.Sinks;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameState;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthRenderer;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Provenance;
import io.reenact.video.Quality;
import io.reenact.video.VideoEncoding;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What the ablations share: people tracked from their clips, inversion without Spark, and results
 * rendered, encoded and measured as the job does it.
 */
public final class AblationLab implements AutoCloseable {
  /** Frames a result is measured on. */
  private static final int SAMPLES = 30;

  private static final long SEED = 77;

  final Configuration hadoop = new Configuration();
  public final GeneratorBundle bundle;
  private final Compute compute = Where.single();
  final FaceNetworks losses;
  private final FaceNetworks measuring = FaceNetworks.bundled(Device.cpu());
  private final RenderEvaluation evaluation;
  private final FaceTracker tracker = new FaceTracker();
  private final FaceAlignment alignment;
  private final Path folder;
  private final ClipSettings clips;
  private SampleCorpus corpus;
  private SynthRenderer renderer;

  /**
   * @param seconds of every synthetic clip
   * @param light whether the losses' perceptual distance is the one of profile quick
   */
  public AblationLab(double seconds, boolean light) throws IOException {
    Path embedded =
        Path.of(System.getProperty("reenact.root", ".")).resolve("models/embedded/bundle");
    String pin = GeneratorBundle.sha256(Files.readAllBytes(embedded.resolve("generator.json")));
    this.bundle = GeneratorBundle.load(InputFiles.uri(embedded), pin, hadoop);
    this.alignment = CohortInverter.alignment(bundle);
    this.losses = FaceNetworks.bundled(compute.device(), light);
    this.evaluation = new RenderEvaluation(alignment, measuring);
    this.folder = Files.createTempDirectory("ablation");
    this.clips = ClipSettings.of(256, seconds);
  }

  /** Synthetic people that the generator never saw, of a seed that no corpus of ours has. */
  public List<AblationPerson> people(int count, int size) throws IOException {
    renderer = new SynthRenderer(HeadModels.load());
    corpus = new SampleCorpus(renderer, clips, SEED);
    List<AblationPerson> people = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      Path file = folder.resolve("s" + p + ".mp4");
      corpus.write(p, 0, InputFiles.uri(file), hadoop, n -> {});
      people.add(person("s" + p, p, MediaSource.of(InputFiles.uri(file)), size));
    }
    return people;
  }

  /** How a synthetic person holds the head in a frame of the clip. */
  public FrameState state(AblationPerson person, int frame) {
    return corpus.clip(person.number(), 0).state(frame);
  }

  /** Names of the coefficients of an expression, in order. */
  public List<String> expressions() {
    return renderer.model().expressions();
  }

  /** A real clip beside the checkout, its first seconds; null if it isn't there. */
  public AblationPerson real(String name, double seconds, int size) {
    Path file =
        Path.of(System.getProperty("reenact.root", "."), "../shared/videos", name + ".mp4")
            .normalize();
    if (!Files.exists(file)) {
      System.err.println("no real clip at " + file + ": its rows are left out");
      return null;
    }
    MediaSource video = new MediaSource(InputFiles.uri(file), 0L, Math.round(seconds * 1e6));
    return person(name, -1, video, size);
  }

  private AblationPerson person(String name, int number, MediaSource video, int size) {
    List<FrameTrack> track;
    try (VideoReader v = VideoReader.open(video, hadoop)) {
      track = tracker.track(v, alignment, n -> {}).frames();
    }
    AblationPerson unseen = new AblationPerson(name, number, video, track, List.of());
    return new AblationPerson(name, number, video, track, load(unseen, size));
  }

  /**
   * Inverts a cohort.
   *
   * @param hub result of the first person, frozen; null: nobody is
   */
  public CohortResult invert(
      InversionSettings settings, List<AblationPerson> people, PersonResult hub)
      throws IOException {
    return invert(settings, people, hub, (done, total, doing) -> {});
  }

  /**
   * As above.
   *
   * @param progress hears how far it is
   */
  public CohortResult invert(
      InversionSettings settings, List<AblationPerson> people, PersonResult hub, Progress progress)
      throws IOException {
    List<PersonInput> inputs = new ArrayList<>();
    for (AblationPerson p : people) {
      inputs.add(
          new PersonInput(
              p.name(), List.of(new ClipInput("c", p.frames())), inputs.isEmpty() ? hub : null));
    }
    return new CohortInverter(bundle, losses, settings, compute)
        .invert(inputs, Checkpoints.NONE, progress);
  }

  /**
   * Inverts one person, with the encoder of the generator that ships where the strategy has one.
   */
  public CohortResult invert(InversionSettings settings, PersonInput person) throws IOException {
    return invert(settings, person, Checkpoints.NONE);
  }

  /**
   * As above, from a checkpoint where there is one.
   *
   * @param checkpoints hold the state
   */
  public CohortResult invert(
      InversionSettings settings, PersonInput person, Checkpoints checkpoints) throws IOException {
    return inverter(settings).invert(List.of(person), checkpoints, (done, total, doing) -> {});
  }

  /** Inverts one person with that encoder, but as if it were as sure of every frame. */
  public CohortResult invertByMeans(InversionSettings settings, PersonInput person)
      throws IOException {
    Path shipped =
        Path.of(System.getProperty("reenact.root", ".")).resolve("models/embedded/encoder");
    Path copy = Files.createDirectories(folder.resolve("means"));
    try (Stream<Path> files = Files.list(shipped)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path facts = copy.resolve(EncoderBundle.FACTS);
    // Without figures of how sure it is, it is sure of all alike.
    Files.writeString(
        facts, Files.readString(facts).replaceFirst("(\"precision\" : \\[)[^]]*", "$1"));
    return inverter(settings, EncoderBundle.of(bundle, copy.toString(), hadoop))
        .invert(List.of(person), Checkpoints.NONE, (done, total, doing) -> {});
  }

  /** Encodes one clip by itself. */
  public EncodedClip encode(InversionSettings settings, ClipInput clip) {
    return inverter(settings).encode(clip, (done, total, doing) -> {});
  }

  private CohortInverter inverter(InversionSettings settings) {
    Strategy strategy = settings.lift().strategy();
    return inverter(settings, strategy.encodes() ? EncoderBundle.of(bundle, "", hadoop) : null);
  }

  private CohortInverter inverter(InversionSettings settings, EncoderBundle encoder) {
    return new CohortInverter(bundle, losses, settings, compute, encoder);
  }

  /** The frames of a person's clip, decoded and cut out again. */
  public List<TargetFrame> load(AblationPerson person, int size) {
    try (VideoReader v = VideoReader.open(person.video(), hadoop);
        TargetLoader loader = new TargetLoader(size)) {
      return loader.load(v, person.track());
    }
  }

  /**
   * Renders and measures.
   *
   * @param weights of the source's cohort
   * @param source whose looks, from that cohort
   * @param driver whose offsets
   * @param size of the picture, px
   */
  public List<Measurement> judge(
      CohortResult weights,
      AblationPerson source,
      PersonResult sourceLatents,
      AblationPerson driver,
      PersonResult driverLatents,
      int size)
      throws IOException {
    return judge(weights, source, sourceLatents, driver, driverLatents, size, driver);
  }

  /**
   * As above, measured on a part of the driver.
   *
   * @param part of the driver's clip
   */
  public List<Measurement> judge(
      CohortResult weights,
      AblationPerson source,
      PersonResult sourceLatents,
      AblationPerson driver,
      PersonResult driverLatents,
      int size,
      AblationPerson part)
      throws IOException {
    Path result = folder.resolve("result.mp4");
    ReenactmentRequest request =
        ReenactmentRequest.plain(
            sourceLatents.anchor(), motion(driver, driverLatents.clips().get(0)), size);
    try (ReenactmentRenderer renderer =
            ReenactmentRenderer.open(
                bundle, weights.weights(), weights.sha256(), Device.cpu(), 2, 0);
        FrameSink sink =
            Sinks.mp4(
                InputFiles.uri(result),
                hadoop,
                request,
                VideoEncoding.onCpu(Quality.STANDARD),
                null,
                Provenance.head())) {
      renderer.render(request, sink, (done, total) -> {});
    }
    boolean self = source.name().equals(driver.name());
    EvaluatedClip from = new EvaluatedClip(source.video(), source.track());
    EvaluatedClip by =
        self || driver.number() < 0
            ? new EvaluatedClip(part.video(), part.track())
            : truth(source, driver);
    EvaluationRequest asked =
        new EvaluationRequest(
            "render",
            new MediaSource(InputFiles.uri(result), part.video().startUs(), part.video().endUs()),
            by,
            from,
            self || driver.number() >= 0,
            true,
            SAMPLES);
    return evaluation.evaluate(asked, hadoop, (done, total, doing) -> {});
  }

  /** The true clip of a synthetic source with the driver's expression and camera. */
  private EvaluatedClip truth(AblationPerson source, AblationPerson driver) throws IOException {
    Path file = folder.resolve("true-" + source.name() + "-" + driver.name() + ".mp4");
    if (!Files.exists(file)) {
      try (VideoWriter video =
          VideoWriter.create(
              InputFiles.uri(file),
              hadoop,
              clips.size(),
              clips.size(),
              clips.fps(),
              clips.quality(),
              Provenance.head())) {
        for (int i = 0; i < driver.track().size(); i++) {
          video.write(
              corpus.trueFrame(source.number(), driver.number(), 0, i).image(), corpus.ptsUs(i));
        }
        video.finish();
      }
    }
    MediaSource uri = MediaSource.of(InputFiles.uri(file));
    try (VideoReader v = VideoReader.open(uri, hadoop)) {
      // Seen through the driver's own cameras, so that places can be compared.
      List<FrameTrack> own = tracker.track(v, alignment, n -> {}).frames();
      if (own.size() != driver.track().size()) {
        throw new UserError(uri.uri() + " has other frames than its driver");
      }
      List<FrameTrack> framed = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        framed.add(seenAs(own.get(i), driver.track().get(i)));
      }
      return new EvaluatedClip(uri, framed);
    }
  }

  private static FrameTrack seenAs(FrameTrack own, FrameTrack other) {
    return new FrameTrack(
        own.frame(),
        own.ptsUs(),
        own.shot(),
        own.usable() && other.usable(),
        own.reason(),
        own.landmarks(),
        other.camera(),
        other.crop(),
        other.roll(),
        own.mouthOpening(),
        own.leftEyeOpening(),
        own.rightEyeOpening());
  }

  private static DriverMotion motion(AblationPerson person, PersonResult.ClipResult clip) {
    List<DriverMotions.KeyFrame> keys =
        clip.keyFrames().stream()
            .map(k -> new DriverMotions.KeyFrame(k.ptsUs(), k.offset(), k.camera(), k.shown()))
            .toList();
    return DriverMotions.of(person.name(), person.track(), keys);
  }

  @Override
  public void close() throws IOException {
    tracker.close();
    evaluation.close();
    measuring.close();
    losses.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path p : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(p);
      }
    }
  }
}
