package io.reenact.inversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/**
 * Constants of inversion and joint tuning. Defaults are 3D-LaSR's (docs/design/method.md, sections
 * 4 and 5) where it names one; what profiles change is in docs/design/method.md, section 9; what is
 * ours says so.
 *
 * @param size pixels a side at which inversion and tuning work
 * @param analysisFrames frames a person in person analysis
 * @param analysisSteps steps of person analysis
 * @param startCandidates sampled latents among which an anchor starts (ours; docs/design/tuning.md)
 * @param truncation of sampled latents
 * @param keyFrames selector: equidistant, landmark, differential or adaptive
 * @param keyFrameShare share of frames for all selectors but adaptive
 * @param keyFrameError greatest landmark error of adaptive, inter-ocular units (ours)
 * @param keyFrameSteps steps of key-frame inversion
 * @param learningRate Adam's rate for anchors and offsets in inversion, in units of the spread of w
 * @param tuningSteps steps of joint tuning
 * @param tuningBatch frames a reconstruction step
 * @param tuningRate Adam's rate for weights that the bundle names no own rate for
 * @param offsetRate Adam's rate for offsets in tuning, in units of the spread of w (ours:
 *     docs/design/tuning.md)
 * @param crossEvery every how many tuning steps a cross step follows; 0: never
 * @param pixel weight of the pixel term in inversion
 * @param perceptual weight of the perceptual term in inversion
 * @param analysisFace weight of the face term in person analysis
 * @param keyFrameFace weight of the face term in key-frame inversion
 * @param offset weight of the offset norm in inversion
 * @param expression weight of the expression term between anchors
 * @param landmark weight of the landmark term in inversion (ours; only with a bundle that names
 *     landmark Gaussians)
 * @param tuningPixel weight of the pixel term in tuning
 * @param tuningPerceptual weight of the perceptual term in tuning
 * @param tuningIdentity weight of the identity term in reconstruction steps
 * @param tuningExpression weight of the expression term in reconstruction steps, against the
 *     frame's own features (ours: small lids move too few pixels)
 * @param tuningOffset weight of the offset norm in tuning
 * @param crossExpression weight of the expression term in cross steps
 * @param crossIdentity weight of the identity term in cross steps
 * @param crossChange weight, in cross steps, of how the expression changes between frames (ours).
 *     They are drawn from the driver's whole clip then, and the expression term compares means over
 *     them; 0: three consecutive frames, each by itself
 * @param cropJitter by what share of its box the expression network's crops differ, and are
 *     averaged over in targets (ours); 0: one crop
 * @param refinePose whether a small head motion a key frame is optimised with the offsets (ours:
 *     docs/design/tuning.md)
 * @param background random or white: what targets are composited on while optimising (ours: random
 *     keeps opacity honest)
 * @param holdOut share of frames at each clip's end that joint tuning of the weights must not see,
 *     0 to 0.9 (for evaluation)
 * @param earlyStop stop a phase when the smoothed loss falls by less than this share over 100
 *     steps; 0: never
 * @param deltaRank rank to which the stored change of each weight matrix is cut; 0: stored whole
 * @param checkpointSeconds seconds between checkpoints inside joint tuning
 * @param threads of one unit
 * @param seed of all random choices
 */
public record InversionSettings(
    int size,
    int analysisFrames,
    int analysisSteps,
    int startCandidates,
    double truncation,
    String keyFrames,
    double keyFrameShare,
    double keyFrameError,
    int keyFrameSteps,
    double learningRate,
    int tuningSteps,
    int tuningBatch,
    double tuningRate,
    double offsetRate,
    int crossEvery,
    double pixel,
    double perceptual,
    double analysisFace,
    double keyFrameFace,
    double offset,
    double expression,
    double landmark,
    double tuningPixel,
    double tuningPerceptual,
    double tuningIdentity,
    double tuningExpression,
    double tuningOffset,
    double crossExpression,
    double crossIdentity,
    double crossChange,
    double cropJitter,
    boolean refinePose,
    String background,
    double holdOut,
    double earlyStop,
    int deltaRank,
    int checkpointSeconds,
    int threads,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Checks ranges. */
  public InversionSettings {
    require(
        size >= 32 && size <= 1024 && size % 4 == 0,
        "size must be a multiple of 4 from 32 to 1024",
        size);
    require(analysisFrames >= 1, "analysis_frames must be at least 1", analysisFrames);
    require(tuningBatch >= 1, "tuning_batch must be at least 1", tuningBatch);
    require(
        analysisSteps >= 0 && keyFrameSteps >= 0 && tuningSteps >= 0,
        "steps can't be negative",
        tuningSteps);
    require(
        keyFrameShare > 0 && keyFrameShare <= 1,
        "key_frame_share must be above 0 and at most 1",
        keyFrameShare);
    require(keyFrameError > 0, "key_frame_error must be above 0", keyFrameError);
    require(holdOut >= 0 && holdOut <= 0.9, "hold_out must be from 0 to 0.9", holdOut);
    require(
        "random".equals(background) || "white".equals(background),
        "background must be random or white",
        background);
    require(cropJitter >= 0 && cropJitter <= 0.3, "crop_jitter must be from 0 to 0.3", cropJitter);
    require(deltaRank >= 0, "delta_rank can't be negative", deltaRank);
    require(threads >= 1, "threads must be at least 1", threads);
    KeyFrameSelector.of(keyFrames, keyFrameShare, keyFrameError);
  }

  private static void require(boolean ok, String what, Object found) {
    if (!ok) {
      throw new UserError("inversion." + what + ", it is " + found);
    }
  }

  /**
   * A copy with some values changed.
   *
   * @param changes by name as in settings.yaml, such as {@code hold_out}
   * @throws UserError if a name is unknown or a value can't be
   */
  public InversionSettings with(Map<String, ?> changes) {
    JsonMapper mapper =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
    ObjectNode all = mapper.valueToTree(this);
    changes.forEach(
        (name, value) -> {
          JsonNode before = all.replace(name, mapper.valueToTree(value));
          require(before != null, name + " is not a setting", value);
        });
    try {
      return mapper.treeToValue(all, InversionSettings.class);
    } catch (IOException e) {
      if (e.getCause() instanceof UserError known) {
        throw known;
      }
      throw new UserError("inversion settings can't be " + changes + ": " + e.getMessage(), e);
    }
  }

  /** The profile {@code standard}, the default. */
  public static InversionSettings standard() {
    return profile(256, 300, "adaptive", 40, 1500);
  }

  /** The profile {@code quick}: demo and tests. */
  public static InversionSettings quick() {
    return profile(128, 100, "adaptive", 20, 300);
  }

  /** The profile {@code paper}: 3D-LaSR's constants. */
  public static InversionSettings paper() {
    return profile(512, 400, "equidistant", 50, 5000)
        .with(Map.of("tuning_expression", 0, "cross_change", 0, "crop_jitter", 0));
  }

  private static InversionSettings profile(
      int size, int analysisSteps, String keyFrames, int keyFrameSteps, int tuningSteps) {
    return new InversionSettings(
        size,
        5,
        analysisSteps,
        128,
        0.7,
        keyFrames,
        0.3,
        0.02,
        keyFrameSteps,
        1e-2,
        tuningSteps,
        2,
        1e-3,
        2e-2,
        3,
        0.25,
        1.0,
        1.2,
        1.5,
        0.1,
        0.1,
        0.05,
        1.0,
        1.0,
        0.1,
        0.1,
        0.01,
        0.1,
        0.1,
        0.2,
        0.04,
        true,
        "random",
        0,
        0,
        0,
        60,
        2,
        1);
  }
}
