package io.reenact.timing;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.evaluation.EvaluatedClip;
import io.reenact.evaluation.EvaluationCost;
import io.reenact.evaluation.EvaluationRequest;
import io.reenact.evaluation.OthersVideo;
import io.reenact.evaluation.RenderEvaluation;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Synthesis;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceEmbedding;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.nn.tflite.TorchArchive;
import io.reenact.progress.Progress;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Processor seconds of the parts of measuring one render beside those that {@link EvaluationCost}
 * says. On one thread, and the least of a few rounds. What the forecast of evaluate is reckoned
 * from.
 */
public final class EvaluationPricesBenchmark implements Benchmark {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int ROUNDS = 4;
  private static final int SIZE = 128;
  private static final int SAMPLES = 20;

  /** A reader that computes next to nothing: what remains is decoding and cutting. */
  private static final String READER =
      "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
          + "    m = torch.unsqueeze(torch.mean(x, [1, 2, 3]), 1)\n"
          + "    q = torch.frac(torch.mul(torch.arange(136, dtype=6), 0.381966))\n"
          + "    return torch.add(torch.mul(m, 0.), torch.unsqueeze(q, 0))\n";

  @Override
  public String name() {
    return "evaluation-prices";
  }

  @Override
  public void run(Rows out) throws Exception {
    Autograd.threads(1);
    Path made = Files.createTempFile("reenact-prices", ".mp4");
    try {
      EvaluatedClip driver = tracked("s0000/c00.mp4");
      try (OthersVideo others = new OthersVideo(FaceAlignment.embedded())) {
        String to = InputFiles.uri(made);
        others.write(
            driver.video(),
            driver,
            OthersVideo.Crop.DRIVER,
            SIZE,
            to,
            HADOOP,
            (done, all, doing) -> {});
      }
      parts(out, driver, MediaSource.of(InputFiles.uri(made)));
    } finally {
      Files.delete(made);
    }
  }

  private static EvaluatedClip tracked(String clip) {
    MediaSource source =
        MediaSource.of(
            InputFiles.uri(Path.of(System.getProperty("reenact.root"), "samples/corpus", clip)));
    try (FaceTracker tracker = new FaceTracker();
        VideoReader video = VideoReader.open(source, HADOOP)) {
      return new EvaluatedClip(
          source, tracker.track(video, FaceAlignment.embedded(), n -> {}).frames());
    }
  }

  private static void parts(Rows out, EvaluatedClip driver, MediaSource result) throws Exception {
    EvaluationRequest request =
        new EvaluationRequest("x", result, driver, driver, true, true, SAMPLES);
    byte[] script = new TorchArchive().bytes(READER);
    Spent spent = new Spent();
    double[] network = {Double.MAX_VALUE};
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        PluggableNetwork.Points reader =
            PluggableNetwork.points(networks.manager(), "r.pt", script, 112)) {
      for (int round = 0; round < ROUNDS; round++) {
        spent.begin();
        // A new one each time: it has read no original yet.
        try (RenderEvaluation e =
            new RenderEvaluation(FaceAlignment.embedded(), networks, reader)) {
          e.evaluate(request, HADOOP, spent);
        }
        spent.end();
      }
      another(out, networks, driver, tracked("s0001/c00.mp4"), result);
      network[0] =
          ProcessorTime.least(ROUNDS, () -> embed(networks.manager(), networks.identity()));
    }
    spent.least.forEach((part, s) -> row(out, part, s[0], s[1]));
    double[] read = spent.least.get("reading landmarks");
    row(
        out,
        "reading landmarks, by a network like mobilefacenet",
        read[0] + 2 * driver.track().size() * network[0],
        read[1]);
    row(out, "agreement of views", views(), EvaluationCost.VIEWS);
  }

  /**
   * What one more render of a clip costs that drives many: its original and the source's are read
   * already, and there are no pictures to compare with.
   */
  private static void another(
      Rows out,
      FaceNetworks networks,
      EvaluatedClip driver,
      EvaluatedClip source,
      MediaSource result)
      throws Exception {
    EvaluationRequest request =
        new EvaluationRequest("x", result, driver, source, false, true, SAMPLES);
    try (RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks)) {
      double seconds =
          ProcessorTime.least(ROUNDS, () -> e.evaluate(request, HADOOP, (done, all, doing) -> {}));
      int frames = driver.track().size();
      out.add("another person by a clip already read", "processor", seconds, "s");
      out.add("another person by a clip already read", "rate", frames / seconds, "frames/s");
    }
  }

  private static void embed(NDManager manager, FaceEmbedding identity) {
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray crops = step.zeros(new Shape(1, 3, identity.size(), identity.size()));
      identity.embed(crops).toFloatArray();
    }
  }

  private static double views() throws Exception {
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, HADOOP);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        RenderEvaluation e = new RenderEvaluation(FaceAlignment.embedded(), networks);
        Synthesis head =
            generator.synthesize(
                new float[][] {generator.latentOf(bundle.latentStats().mean())}, false)) {
      return ProcessorTime.least(
          ROUNDS,
          () -> {
            if (e.views("x", head.gaussians(0)).isEmpty()) {
              throw new IllegalStateException("no face in the mean head");
            }
          });
    }
  }

  private static void row(Rows out, String part, double processor, double planned) {
    String says = String.format(Locale.ROOT, "planned %.3g s", planned);
    out.add(part, "processor", processor, "s", says, planned / processor);
  }

  /** Processor seconds of each part and the planned ones, of the quickest round. */
  private static final class Spent implements Progress {
    private final Map<String, double[]> least = new LinkedHashMap<>();
    private Map<String, double[]> round;
    private double time;
    private double planned;

    void begin() {
      round = new LinkedHashMap<>();
      time = ProcessorTime.now();
      planned = 0;
    }

    /** Whoever says this has just done it. */
    @Override
    public void at(double done, double total, String doing) {
      double now = ProcessorTime.now();
      double[] sum = round.computeIfAbsent(doing.replaceAll(" [0-9].*", ""), p -> new double[2]);
      sum[0] += now - time;
      sum[1] += done - planned;
      time = now;
      planned = done;
    }

    void end() {
      round.forEach(
          (part, s) -> {
            if (s[0] > 0 && s[1] > 0) {
              least.merge(part, s, (a, b) -> a[0] < b[0] ? a : b);
            }
          });
    }
  }
}
