package io.reenact.synth;

import ai.djl.Device;
import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Synthesis;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.backend.Place;
import io.reenact.splat.backend.Rasterizers;
import io.reenact.video.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Clips sampled from a generator whose z names its entries, before a blurred room. Truth is in the
 * generator's terms: the head stays and the camera moves about it, landmarks are those of the
 * bundle's landmark Gaussians.
 */
public final class GeneratedCorpus implements ClipMaker {
  private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  /** Depths are drawn as colours of at most 1. */
  private static final float DEPTH_SCALE = 4;

  /** A landmark is hidden if the surface is nearer by this, in the world's units (0.7 cm). */
  private static final double HIDDEN = 0.7 * HeadModel.WORLD_PER_CM;

  private final Generator generator;
  private final Rasterizer rasterizer = Rasterizers.open(Place.cpu(1));
  private final GeneratorManifest manifest;
  private final ClipSettings settings;
  private final long seed;

  /**
   * @param bundle one with {@code z_layout}, {@code expressions} and {@code landmarks68}
   * @param settings of every clip
   * @param seed the same seed gives the same corpus
   * @throws UserError if the bundle does not say what its z means
   */
  public GeneratedCorpus(GeneratorBundle bundle, ClipSettings settings, long seed) {
    manifest = bundle.manifest();
    if (manifest.landmarks68() == null
        || manifest.expressions().isEmpty()
        || manifest.zLayout().stream().noneMatch(p -> p.name().equals("expression"))) {
      throw new UserError(
          "bundle "
              + bundle.where()
              + " does not say what its z means (z_layout, expressions, landmarks68); use"
              + " --head-model");
    }
    this.generator = Generator.load(bundle, Device.cpu(), false);
    this.settings = settings;
    this.seed = seed;
  }

  @Override
  public String kind() {
    return "generator";
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public ClipSettings settings() {
    return settings;
  }

  /** A person's z, neutral. */
  private float[] z(int identity) {
    long s = Noise.mix(seed, identity);
    float[] z = new float[manifest.zDim()];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) Noise.normal(s, i);
    }
    for (GeneratorManifest.ZPart p : manifest.zLayout()) {
      if (p.name().equals("mood") || p.name().equals("expression") || p.name().equals("gaze")) {
        Arrays.fill(z, p.offset(), p.offset() + p.length(), 0f);
      }
    }
    return z;
  }

  @Override
  public PersonTruth truth(int identity) {
    float[] z = z(identity);
    Map<String, float[]> parts = new TreeMap<>();
    for (GeneratorManifest.ZPart p : manifest.zLayout()) {
      parts.put(p.name(), Arrays.copyOfRange(z, p.offset(), p.offset() + p.length()));
    }
    float[] shape = parts.remove("identity");
    return new PersonTruth(
        Noise.mix(seed, identity), shape == null ? z : shape, new Appearance.Factors(parts));
  }

  private MotionCurve motion(int identity, int clip) {
    return MotionCurve.speech(manifest.expressions(), motionSeed(identity, clip));
  }

  private long motionSeed(int identity, int clip) {
    return Noise.mix(Noise.mix(seed, 1_000_003L * (identity + 1)), clip);
  }

  private Camera camera(int identity, int clip, FrameState s) {
    long m = motionSeed(identity, clip);
    float[] label =
        Camera.orbit(0.22 * Noise.signed(m, 1), 0.1 * Noise.signed(m, 2), 0.03 * Noise.signed(m, 3))
            .label();
    label[16] *= (float) settings.zoom();
    label[20] *= (float) settings.zoom();
    double[] shift = s.shift().clone();
    for (int k = 0; k < 3; k++) {
      shift[k] *= HeadModel.WORLD_PER_CM;
    }
    return Camera.of(label)
        .withHeadMotion(new double[] {s.headPitch(), s.headYaw(), s.headRoll()}, shift);
  }

  @Override
  public List<FrameTruth> write(
      int identity, int clip, String uri, Configuration hadoop, IntConsumer progress) {
    MotionCurve motion = motion(identity, clip);
    Surroundings around = Surroundings.sample(Noise.mix(seed, identity));
    return ClipFile.write(
        uri,
        hadoop,
        settings,
        frames(),
        new SpokenSound(motion, Noise.mix(seed, identity)),
        i -> {
          FrameState s = motion.at(i / settings.fps());
          return draw(z(identity), s, camera(identity, clip, s), around);
        },
        (i, drawn) -> {
          FrameState s = motion.at(i / settings.fps());
          return new FrameTruth(
              i,
              ptsUs(i),
              camera(identity, clip, s).label(),
              UPRIGHT.clone(),
              new double[3],
              s.expression(),
              new double[] {s.gazeYaw(), s.gazePitch()},
              drawn.landmarks2d(),
              drawn.landmarks3d(),
              drawn.visibility(),
              ClipFile.png(drawn.matte(), settings.size()));
        },
        progress);
  }

  @Override
  public SynthFrame trueFrame(int source, int driver, int clip, int frame) {
    FrameState s = motion(driver, clip).at(frame / settings.fps());
    return draw(
        z(source), s, camera(driver, clip, s), Surroundings.sample(Noise.mix(seed, source)));
  }

  @Override
  public float[] expression(int driver, int clip, int frame) {
    return motion(driver, clip).at(frame / settings.fps()).expression();
  }

  @Override
  public float[] read(int source, int driver, int clip, int frame, float[] landmarks) {
    return null;
  }

  /** Draws a person as a state and a camera want it; the state's head pose is not used. */
  public SynthFrame draw(int identity, FrameState s, Camera camera) {
    return draw(z(identity), s, camera, Surroundings.sample(Noise.mix(seed, identity)));
  }

  private SynthFrame draw(float[] z, FrameState s, Camera camera, Surroundings around) {
    for (GeneratorManifest.ZPart p : manifest.zLayout()) {
      for (int i = 0; i < p.length(); i++) {
        if (p.name().equals("expression")) {
          z[p.offset() + i] = (float) (p.scale() * s.expression()[i] + p.shift());
        } else if (p.name().equals("gaze")) {
          double gaze = i == 0 ? s.gazeYaw() : s.gazePitch();
          z[p.offset() + i] = (float) (p.scale() * gaze + p.shift());
        }
      }
    }
    float[] latent = generator.latentOf(generator.map(new float[][] {z})[0]);
    try (Synthesis synthesis = generator.synthesize(new float[][] {latent}, false)) {
      return draw(synthesis.gaussians(0), synthesis.count(), camera, around);
    }
  }

  private SynthFrame draw(FloatBuffer gaussians, int n, Camera camera, Surroundings around) {
    int size = settings.size();
    float[] black = {-1, -1, -1};
    byte[] rgb = new byte[3 * size * size];
    float[] matte;
    try (Rendering r = rasterizer.render(gaussians, n, camera, size, size, black)) {
      matte = r.alpha();
      double[] yp = camera.yawPitch();
      float[] room = new float[3];
      for (int i = 0; i < size * size; i++) {
        around.behind(
            (i % size + 0.5) / size + 0.35 * yp[0], (i / size + 0.5) / size + 0.35 * yp[1], room);
        for (int k = 0; k < 3; k++) {
          double head = 0.5 * (r.image()[k * size * size + i] + 1);
          double v = head + (1 - matte[i]) * Tone.encoded(room[k]);
          rgb[3 * i + k] = (byte) (int) (255 * Math.max(0, Math.min(1, v)) + 0.5);
        }
      }
    }
    float[] depth = depth(gaussians, n, camera, size);
    float[] marks2d = new float[2 * Landmarks68.COUNT];
    float[] marks3d = new float[3 * Landmarks68.COUNT];
    boolean[] visible = new boolean[Landmarks68.COUNT];
    double[] m = camera.worldToCamera();
    for (int i = 0; i < Landmarks68.COUNT; i++) {
      double[] p = landmark(gaussians, i);
      double[] xy = camera.project(p[0], p[1], p[2], size, size);
      marks2d[2 * i] = (float) xy[0];
      marks2d[2 * i + 1] = (float) xy[1];
      for (int k = 0; k < 3; k++) {
        marks3d[3 * i + k] = (float) p[k];
      }
      int x = (int) Math.floor(xy[0]);
      int y = (int) Math.floor(xy[1]);
      double z = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11];
      visible[i] = x >= 0 && y >= 0 && x < size && y < size && z < depth[y * size + x] + HIDDEN;
    }
    return new SynthFrame(new RgbImage(size, size, rgb), matte, null, marks2d, marks3d, visible);
  }

  private double[] landmark(FloatBuffer gaussians, int mark) {
    int[] indices = manifest.landmarks68().indices()[mark];
    double[] weights = manifest.landmarks68().weights()[mark];
    double[] p = new double[3];
    for (int j = 0; j < indices.length; j++) {
      for (int k = 0; k < 3; k++) {
        p[k] += weights[j] * gaussians.get(Gaussians.FLOATS * indices[j] + k);
      }
    }
    return p;
  }

  /** Mean depth of what each pixel shows; infinite where it shows nothing. */
  private float[] depth(FloatBuffer gaussians, int n, Camera camera, int size) {
    FloatBuffer coloured =
        ByteBuffer.allocateDirect(4 * Gaussians.FLOATS * n)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    coloured.put(0, gaussians, 0, Gaussians.FLOATS * n);
    double[] m = camera.worldToCamera();
    for (int i = 0; i < n; i++) {
      int o = Gaussians.FLOATS * i;
      double z =
          m[8] * coloured.get(o) + m[9] * coloured.get(o + 1) + m[10] * coloured.get(o + 2) + m[11];
      coloured.put(o + Gaussians.COLOUR, (float) ((z / DEPTH_SCALE - 0.5) / Gaussians.SH_C0));
    }
    float[] depth = new float[size * size];
    try (Rendering r =
        rasterizer.render(coloured, n, camera, size, size, new float[] {-1, -1, -1})) {
      for (int i = 0; i < depth.length; i++) {
        float a = r.alpha()[i];
        depth[i] =
            a < 0.05f ? Float.POSITIVE_INFINITY : DEPTH_SCALE * 0.5f * (r.image()[i] + 1) / a;
      }
    }
    return depth;
  }

  @Override
  public void close() {
    rasterizer.close();
    generator.close();
  }
}
