package io.reenact.stage.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.reenact.settings.Settings;
import io.reenact.stage.NetworkSettings;
import io.reenact.stage.invert.InversionPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * Settings of the section {@code judges}: networks that evaluation judges with. A network that took
 * part in the losses is a mild judge of what they made.
 *
 * @param identity a file; {@link #BUNDLED}; or empty, for the losses' own
 * @param identitySha256 its hash
 * @param identitySize side of its crops, px
 * @param expression likewise
 * @param expressionSha256 its hash
 * @param expressionSize side of its crops, px
 * @param perceptual likewise
 * @param perceptualSha256 its hash
 * @param landmarks a file of a reader of landmarks; empty for the tracker
 * @param landmarksSha256 its hash
 * @param landmarksSize side of its crops, px
 */
public record JudgeSettings(
    String identity,
    @JsonProperty("identity_sha256") String identitySha256,
    int identitySize,
    String expression,
    @JsonProperty("expression_sha256") String expressionSha256,
    int expressionSize,
    String perceptual,
    @JsonProperty("perceptual_sha256") String perceptualSha256,
    String landmarks,
    @JsonProperty("landmarks_sha256") String landmarksSha256,
    int landmarksSize) {
  /** The section's name. */
  static final String SECTION = "judges";

  /** Stands for the bundled network, whatever the losses use. */
  static final String BUNDLED = "bundled";

  /** The networks that judge. */
  public static NetworkSettings of(Settings settings) {
    return settings.section(SECTION, JudgeSettings.class).over(InversionPlan.networks(settings));
  }

  /** Who reads landmarks. */
  static PointsFile points(Settings settings) {
    JudgeSettings judges = settings.section(SECTION, JudgeSettings.class);
    return new PointsFile(judges.landmarks, judges.landmarksSha256, judges.landmarksSize);
  }

  NetworkSettings over(NetworkSettings losses) {
    boolean i = identity.isEmpty();
    boolean e = expression.isEmpty();
    boolean p = perceptual.isEmpty();
    return new NetworkSettings(
        i ? losses.identity() : file(identity),
        i ? losses.identitySha256() : identitySha256,
        i ? losses.identitySize() : identitySize,
        e ? losses.expression() : file(expression),
        e ? losses.expressionSha256() : expressionSha256,
        e ? losses.expressionSize() : expressionSize,
        p ? losses.perceptual() : file(perceptual),
        p ? losses.perceptualSha256() : perceptualSha256,
        "",
        "",
        losses.labelsSize());
  }

  private static String file(String setting) {
    return setting.equals(BUNDLED) ? "" : setting;
  }

  /** For the report: which judges took no part in the losses. */
  public static String told(Settings settings) {
    String told = told(of(settings), InversionPlan.networks(settings));
    PointsFile points = points(settings);
    return points.plugged() ? new Path(points.file()).getName() + " for landmarks; " + told : told;
  }

  static String told(NetworkSettings judges, NetworkSettings losses) {
    List<String> own = new ArrayList<>();
    List<String> apart = new ArrayList<>();
    tell(
        "identity",
        judges.identity(),
        judges.identitySha256(),
        losses.identity(),
        losses.identitySha256(),
        own,
        apart);
    tell(
        "expression",
        judges.expression(),
        judges.expressionSha256(),
        losses.expression(),
        losses.expressionSha256(),
        own,
        apart);
    tell(
        "perceptual",
        judges.perceptual(),
        judges.perceptualSha256(),
        losses.perceptual(),
        losses.perceptualSha256(),
        own,
        apart);
    List<String> all = new ArrayList<>(apart);
    if (!own.isEmpty()) {
      all.add("the losses' own for " + String.join(", ", own));
    }
    return String.join("; ", all);
  }

  private static void tell(
      String what,
      String judge,
      String judgeHash,
      String loss,
      String lossHash,
      List<String> own,
      List<String> apart) {
    boolean same =
        judge.isEmpty() ? loss.isEmpty() : !loss.isEmpty() && judgeHash.equalsIgnoreCase(lossHash);
    if (same) {
      own.add(what);
    } else {
      apart.add((judge.isEmpty() ? "the bundled one" : new Path(judge).getName()) + " for " + what);
    }
  }
}
