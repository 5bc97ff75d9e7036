package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.latent.Latents;
import io.reenact.latent.OffsetCurve;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PerceptualDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the phases of one cohort share: the people, the generator, the settings, and steps on
 * offsets and head motions.
 */
final class Cohort {
  /**
   * Rates of the six floats of a head motion against that of turns: shifts in the image plane, then
   * depth (docs/design/tuning.md, "What mattered", 3).
   */
  private static final double[] MOTION_RATES = {1, 1, 1, 0.2, 0.2, 1};

  final Generator generator;
  final Painter painter;
  final RenderStep step;
  final FaceTargets targets;
  final PhaseTerms terms;
  final InversionSettings settings;
  final LatentScale scale;
  private final PerceptualDistance perceptual;
  final LossTrace trace = new LossTrace();
  final List<PersonState> people = new ArrayList<>();
  final WorkMeter meter;

  /** What an encoder says of frames; null without one. */
  final EncodedFrames encoded;

  /** Steps that the weights have taken, reconstruction and cross steps together. */
  int weightSteps;

  /**
   * A cohort without people.
   *
   * @param painter of the generator
   * @param encoded what an encoder says; null without one
   * @param meter hears of the work
   */
  static Cohort of(
      Painter painter,
      FaceNetworks networks,
      InversionSettings settings,
      Precision precision,
      EncodedFrames encoded,
      WorkMeter meter) {
    GeneratorBundle bundle = painter.generator().bundle();
    FaceCrops crops = new FaceCrops(CohortInverter.alignment(bundle), settings.work().cropJitter());
    ExpressionEmphasis emphasis = ExpressionEmphasis.of(settings);
    return new Cohort(
        painter,
        new RenderStep(
            painter, new PictureLosses(networks, crops, emphasis), settings.size(), precision),
        networks.perceptual(),
        new FaceTargets(networks, crops, emphasis),
        PhaseTerms.of(
            settings,
            new LandmarkGaussians(bundle.manifest().landmarks68()),
            eyeballs(painter, settings)),
        settings,
        encoded,
        meter);
  }

  private Cohort(
      Painter painter,
      RenderStep step,
      PerceptualDistance perceptual,
      FaceTargets targets,
      PhaseTerms terms,
      InversionSettings settings,
      EncodedFrames encoded,
      WorkMeter meter) {
    this.perceptual = perceptual;
    this.encoded = encoded;
    this.painter = painter;
    this.generator = painter.generator();
    this.step = step;
    this.targets = targets;
    this.terms = terms;
    this.settings = settings;
    this.scale = LatentScale.of(generator.bundle().latentStats());
    this.meter = meter;
  }

  private static int[] eyeballs(Painter painter, InversionSettings settings) {
    boolean wanted = settings.weights().of("tuning_eye_colour") != 0;
    return wanted && painter instanceof GaussianPainter g ? g.eyeballs() : new int[0];
  }

  /** What a frame's target is composited on; see {@link Painter#background}. */
  float[] background(SplittableRandom random) {
    return painter.background(settings.work().background().draw(random));
  }

  int nextWeightStep() {
    return ++weightSteps;
  }

  /**
   * The perceptual distance of a step.
   *
   * @param turn whose it is, where its networks take turns
   */
  PerceptualDistance perceptual(int turn) {
    return settings.work().networkTurns() ? perceptual.part(turn) : perceptual;
  }

  /** A frame's latent: anchor plus the offset interpolated to its time. */
  static float[] latent(float[] anchor, OffsetCurve offsets, TargetFrame frame) {
    return Latents.plus(anchor, 1, offsets.at(frame.ptsUs()));
  }

  static Camera camera(OffsetCurve motions, TargetFrame frame) {
    return frame.camera().withHeadMotion(motions.at(frame.ptsUs()));
  }

  /** Gradients of a clip's offsets and motions; only those that a step touched are moved. */
  static final class Gradients {
    private final PersonState.ClipState clip;
    private final float[][] offsets;
    private final float[][] motions;

    /** By how much each offset was moved; null where a step touched none. */
    private final float[][] moved;

    Gradients(PersonState.ClipState clip) {
      this.clip = clip;
      this.offsets = new float[clip.keys.length][];
      this.motions = new float[clip.keys.length][];
      this.moved = new float[clip.keys.length][];
    }

    void add(TargetFrame frame, float[] latent, float[] motion) {
      OffsetCurve.Place p = clip.offsets.place(frame.ptsUs());
      add(p.left(), 1 - p.weight(), latent, motion);
      if (p.right() != p.left()) {
        add(p.right(), p.weight(), latent, motion);
      }
    }

    private void add(int key, double weight, float[] latent, float[] motion) {
      if (offsets[key] == null) {
        offsets[key] = new float[latent.length];
        motions[key] = new float[HeadMotion.SIZE];
      }
      for (int i = 0; i < latent.length; i++) {
        offsets[key][i] += (float) (weight * latent[i]);
      }
      if (motion != null) {
        for (int i = 0; i < HeadMotion.SIZE; i++) {
          motions[key][i] += (float) (weight * motion[i]);
        }
      }
    }

    /**
     * One step on what was touched; a pull of the offset's norm and a prior on the motion come with
     * it.
     */
    void apply(LatentScale scale, double offsetRate, double motionRate, double norm) {
      for (int k = 0; k < offsets.length; k++) {
        if (offsets[k] == null) {
          continue;
        }
        float[] value = clip.offsets.value(k);
        scale.addNorm(value, norm, offsets[k]);
        float[] before = value.clone();
        clip.offsetAdam[k].step(value, offsets[k], offsetRate * scale.unit());
        moved[k] = Latents.plus(value, -1, before);
        if (motionRate > 0) {
          float[] m = clip.motions.value(k);
          for (int i = 0; i < HeadMotion.SIZE; i++) {
            motions[k][i] += MOTION_PRIOR * m[i];
          }
          clip.motionAdam[k].step(m, motions[k], motionRate, MOTION_RATES);
        }
      }
    }

    /** Moves the offsets that were not touched by the mean of what those beside them moved by. */
    void carry() {
      for (int k = 0; k < moved.length; k++) {
        if (offsets[k] != null) {
          continue;
        }
        List<float[]> beside = new ArrayList<>();
        for (int n = Math.max(0, k - 1); n <= Math.min(k + 1, moved.length - 1); n++) {
          if (moved[n] != null) {
            beside.add(moved[n]);
          }
        }
        float[] value = clip.offsets.value(k);
        for (float[] by : beside) {
          for (int i = 0; i < value.length; i++) {
            value[i] += by[i] / beside.size();
          }
        }
      }
    }
  }

  /**
   * Prior on squared head motions (docs/design/tuning.md's study: 0.3 of the mean square in
   * radians).
   */
  private static final float MOTION_PRIOR = 0.3f;

  /** The people whose anchors and offsets are sought; frozen ones are rebuilt from their input. */
  List<PersonState> moving() {
    return people.stream().filter(p -> !p.frozen()).toList();
  }

  /** All frames of all clips of all people, with their owners. */
  List<Owned> frames(boolean heldOutToo) {
    List<Owned> all = new ArrayList<>();
    for (PersonState person : people) {
      for (PersonState.ClipState clip : person.clips) {
        int n = clip.input.frames().size();
        int usable =
            heldOutToo ? n : Math.max(1, (int) Math.ceil(n * (1 - settings.work().holdOut())));
        for (int f = 0; f < usable; f++) {
          all.add(new Owned(person, clip, f));
        }
      }
    }
    return all;
  }

  /** A frame with its clip and person. */
  record Owned(PersonState person, PersonState.ClipState clip, int index) {
    /** Whether a key frame is looked at in a step that looks at every other one. */
    boolean turn(int step) {
      return clip.keys.length == 1 || (Arrays.binarySearch(clip.keys, index) + step) % 2 == 0;
    }

    TargetFrame frame() {
      return clip.input.frames().get(index);
    }

    /** The offset of a key frame, live. */
    float[] offset() {
      return clip.offsets.value(Arrays.binarySearch(clip.keys, index));
    }

    /** The key frames of people, in order. */
    static List<Owned> keys(List<PersonState> people) {
      List<Owned> keys = new ArrayList<>();
      for (PersonState p : people) {
        for (PersonState.ClipState c : p.clips) {
          for (int k : c.keys) {
            keys.add(new Owned(p, c, k));
          }
        }
      }
      return keys;
    }
  }

  /** Whether the smoothed loss of a phase stands still by the settings' threshold. */
  boolean converged(String phase) {
    if (settings.work().earlyStop() <= 0) {
      return false;
    }
    double before = trace.recent(phase, 50, 100);
    double now = trace.recent(phase, 50, 0);
    return !Double.isNaN(before) && now > before * (1 - settings.work().earlyStop());
  }
}
