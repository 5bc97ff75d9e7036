package io.reenact.study;

import ai.djl.Device;
import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.ProcessorTime;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.face.Regions;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.generator.TunedWeights;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.inversion.Strategy;
import io.reenact.inversion.TargetFrame;
import io.reenact.metric.ImageQuality;
import io.reenact.splat.Colours;
import io.reenact.synth.FrameState;
import io.reenact.video.Images;
import io.reenact.video.RgbImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One still a person, expressions by number: synthetic people that no training has seen, of whom
 * one frame is given, drawn under the true coefficients of others and compared with them. PSNR of
 * face and mouth, means over people; seconds of the processor a person. Ways of tuning around a
 * pivot start from the same pivot, found once; their seconds are those that tuning and lifting
 * took. Beside it the clips that are real, if {@code -Dreenact.look=FOLDER} asks for sheets:
 * source, then neutral, mouth wide open, eyes closed, smile, and from 30 degrees.
 */
public final class PivotBenchmark implements Benchmark {
  private static final int SIZE = 128;
  private static final double SECONDS = 3;
  private static final double TURN = Math.toRadians(30);

  /** Longer than any inversion here, so that the only checkpoint is the pivot. */
  private static final int NO_CHECKPOINT = 86_400;

  private static final Map<String, Map<String, Object>> WAYS = ways();

  private static Map<String, Map<String, Object>> ways() {
    Map<String, Map<String, Object>> ways = new LinkedHashMap<>();
    ways.put("encode", Map.of("strategy", "encode"));
    ways.put("encode+optimise", Map.of("strategy", "encode+optimise"));
    Map<String, Object> rest = Map.of("locality_every", 0);
    Map<String, Object> bare = Map.of("lift_rounds", 0, "lift_steps", 0);
    ways.put("pivot", pivot());
    ways.put("pivot without locality", pivot(rest));
    ways.put("pivot without lifting", pivot(bare));
    ways.put("pivot without lifting and locality", pivot(bare, rest));
    ways.put("pivot without tuning and lifting", pivot(bare, Map.of("pivot_steps", 0)));
    // The rate of Roich et al.
    Map<String, Object> fast = Map.of("pivot_rate", 3e-4);
    ways.put("pivot at 3e-4", pivot(fast));
    ways.put("pivot at 3e-4 without locality", pivot(fast, rest));
    ways.put("pivot at 3e-4 without lifting", pivot(fast, bare));
    ways.put("pivot at 3e-4 without lifting and locality", pivot(fast, bare, rest));
    return ways;
  }

  @SafeVarargs
  private static Map<String, Object> pivot(Map<String, Object>... changes) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("strategy", "pivot");
    settings.put("checkpoint_seconds", NO_CHECKPOINT);
    List.of(changes).forEach(settings::putAll);
    return settings;
  }

  @Override
  public String name() {
    return "pivot";
  }

  @Override
  public void run(Rows out) throws Exception {
    String look = System.getProperty("reenact.look");
    int expressions = Integer.getInteger("reenact.expressions", 50);
    try (AblationLab lab = new AblationLab(SECONDS, true)) {
      List<AblationPerson> people = lab.people(Integer.getInteger("reenact.people", 20), SIZE);
      List<AblationPerson> real = new ArrayList<>();
      for (String name : asked("reenact.real", List.of("p001", "p002", "p003", "p004"))) {
        AblationPerson p = look == null ? null : lab.real(name, 0.5, SIZE);
        if (p != null) {
          real.add(p);
        }
      }
      List<String> ways = asked("reenact.ways", WAYS.keySet());
      Map<String, double[]> sums = new LinkedHashMap<>();
      Map<String, List<RgbImage>> sheets = new LinkedHashMap<>();
      for (AblationPerson p : people) {
        Pivot pivot = new Pivot();
        for (String way : ways) {
          double begin = ProcessorTime.now();
          CohortResult result = invert(lab, WAYS.get(way), still(p), pivot);
          double seconds = ProcessorTime.now() - begin;
          try (Worn worn = new Worn(lab, result)) {
            double[] psnr = worn.against(p, expressions);
            System.err.printf(
                Locale.ROOT,
                "%s, %s: face %.2f dB, mouth %.2f dB, %.1f s%n",
                way,
                p.name(),
                psnr[0],
                psnr[1],
                seconds);
            add(
                sums.computeIfAbsent(way, w -> new double[3]),
                people.size(),
                psnr[0],
                psnr[1],
                seconds);
            if (look != null) {
              sheets.computeIfAbsent(way, w -> new ArrayList<>()).addAll(worn.row(p));
            }
          }
        }
        pivot.forget();
      }
      for (AblationPerson p : real) {
        Pivot pivot = new Pivot();
        for (String way : ways) {
          try (Worn worn = new Worn(lab, invert(lab, WAYS.get(way), still(p), pivot))) {
            sheets.computeIfAbsent(way, w -> new ArrayList<>()).addAll(worn.row(p));
          }
        }
        pivot.forget();
      }
      sums.forEach(
          (way, sum) -> {
            out.add(way, "face", sum[0], "dB");
            out.add(way, "mouth", sum[1], "dB");
            out.add(way, "processor a person", sum[2], "s");
          });
      for (Map.Entry<String, List<RgbImage>> sheet : sheets.entrySet()) {
        Files.createDirectories(Path.of(look));
        Files.write(
            Path.of(look, sheet.getKey().replace(' ', '-') + ".png"),
            Images.png(sheet(sheet.getValue(), Worn.COLUMNS)));
      }
    }
  }

  private static CohortResult invert(
      AblationLab lab, Map<String, Object> way, PersonInput still, Pivot pivot) throws IOException {
    InversionSettings settings = InversionSettings.quick().with(Map.of("size", SIZE)).with(way);
    boolean around = settings.lift().strategy() == Strategy.PIVOT;
    return lab.invert(settings, still, around ? pivot : Checkpoints.NONE);
  }

  /** A person's pivot, which the first way finds and the others tune around. */
  private static final class Pivot implements Checkpoints {
    private final Path file;

    Pivot() throws IOException {
      file = Files.createTempFile("pivot", ".checkpoint");
      forget();
    }

    @Override
    public Optional<Path> load() {
      return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void save(Content checkpoint) throws IOException {
      try (OutputStream out = Files.newOutputStream(file)) {
        checkpoint.writeTo(out);
      }
    }

    void forget() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  /** A list in a property, or all. */
  private static List<String> asked(String property, Collection<String> all) {
    String given = System.getProperty(property);
    return given == null ? List.copyOf(all) : List.of(given.split(","));
  }

  private static void add(double[] sums, int people, double... values) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i] / people;
    }
  }

  private static PersonInput still(AblationPerson person) {
    return new PersonInput(
        person.name(), List.of(new ClipInput("c", person.frames().subList(0, 1))), null);
  }

  /** Pictures beside each other and below. */
  private static RgbImage sheet(List<RgbImage> pictures, int columns) {
    int rows = pictures.size() / columns;
    byte[] rgb = new byte[3 * rows * columns * SIZE * SIZE];
    for (int i = 0; i < pictures.size(); i++) {
      for (int y = 0; y < SIZE; y++) {
        int to = ((i / columns * SIZE + y) * columns + i % columns) * SIZE;
        System.arraycopy(pictures.get(i).rgb(), 3 * y * SIZE, rgb, 3 * to, 3 * SIZE);
      }
    }
    return new RgbImage(columns * SIZE, rows * SIZE, rgb);
  }

  /** A generator with a person's weights. */
  private static final class Worn implements AutoCloseable {
    static final int COLUMNS = 7;
    private final AblationLab lab;
    private final Generator generator;
    private final Painter painter;
    private final PersonResult found;
    private final PersonResult.KeyFrame still;
    private final float[][] directions;
    private final List<String> names;

    Worn(AblationLab lab, CohortResult result) {
      this.lab = lab;
      this.found = result.persons().get(0);
      this.still = found.clips().get(0).keyFrames().get(0);
      this.directions = lab.bundle.directions();
      this.names = lab.bundle.manifest().directions().names();
      this.generator = Generator.load(lab.bundle, Device.cpu(), false);
      byte[] weights = result.own().getOrDefault(found.identity(), result.weights());
      TunedWeights.apply(generator, weights, GeneratorBundle.sha256(weights));
      this.painter = Painter.of(generator, 1, true);
    }

    private float[] draw(float[] latent, Camera camera) {
      try (Heads heads = painter.heads(new float[][] {latent})) {
        return heads
            .draw(0, camera.withHeadMotion(still.motion()), SIZE, SIZE, Colours.white())
            .image();
      }
    }

    /** Anchor plus p A. */
    private float[] latent(Map<String, Double> p) {
      float[] w = new float[directions[0].length];
      p.forEach(
          (name, value) -> {
            float[] direction = directions[names.indexOf(name)];
            for (int i = 0; i < w.length; i++) {
              w[i] += (float) (value * direction[i]);
            }
          });
      float[] latent = generator.latentOf(w);
      for (int i = 0; i < latent.length; i++) {
        latent[i] += found.anchor()[i];
      }
      return latent;
    }

    /** Mean PSNR of face and mouth under the true expressions of frames that were not given. */
    double[] against(AblationPerson person, int expressions) {
      List<TargetFrame> frames = person.frames();
      double[] sums = new double[2];
      int count = Math.min(expressions, frames.size() - 1);
      for (int k = 0; k < count; k++) {
        TargetFrame f = frames.get(1 + (int) ((k + 0.5) * (frames.size() - 1) / count));
        FrameState state = lab.state(person, f.frame());
        Map<String, Double> p = new LinkedHashMap<>();
        for (int i = 0; i < state.expression().length; i++) {
          p.put(lab.expressions().get(i), (double) state.expression()[i]);
        }
        p.put("gazeYaw", state.gazeYaw());
        p.put("gazePitch", state.gazePitch());
        float[] target = new float[3 * SIZE * SIZE];
        f.composite(Colours.white(), target);
        float[] image = draw(latent(p), f.camera());
        sums[0] += ImageQuality.psnr(image, target, mask(f.region(), Regions.FACE)) / count;
        sums[1] += ImageQuality.psnr(image, target, mask(f.region(), Regions.MOUTH)) / count;
      }
      return sums;
    }

    /** Where a region is, and all that lies within it. */
    private static float[] mask(byte[] codes, int from) {
      float[] mask = new float[codes.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = codes[i] >= from ? 1 : 0;
      }
      return mask;
    }

    /** The source and what is made of it. */
    List<RgbImage> row(AblationPerson person) throws IOException {
      TargetFrame source = person.frames().get(0);
      float[] given = new float[3 * SIZE * SIZE];
      source.composite(Colours.white(), given);
      float[] shown = found.anchor().clone();
      for (int i = 0; i < shown.length; i++) {
        shown[i] += still.offset()[i];
      }
      Camera camera = source.camera();
      return List.of(
          picture(given),
          picture(draw(shown, camera)),
          picture(draw(latent(Map.of()), camera)),
          picture(draw(latent(Map.of("jawOpen", 0.9)), camera)),
          picture(draw(latent(Map.of("eyeBlink_L", 1.0, "eyeBlink_R", 1.0)), camera)),
          picture(draw(latent(Map.of("mouthSmile_L", 0.9, "mouthSmile_R", 0.9)), camera)),
          picture(draw(latent(Map.of()), Camera.orbit(TURN, 0, 0))));
    }

    private static RgbImage picture(float[] image) {
      return RgbImage.ofChw(image, SIZE, SIZE);
    }

    @Override
    public void close() {
      painter.close();
      generator.close();
    }
  }
}
