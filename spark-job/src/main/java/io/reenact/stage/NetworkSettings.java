package io.reenact.stage;

import ai.djl.Device;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.text.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Settings of the section {@code networks}: a user's TorchScript files in place of bundled face
 * networks. TorchScript is code, so each is loaded only if its hash is given and right.
 *
 * @param identity file of an identity embedding; empty for the bundled one
 * @param identitySha256 its hash
 * @param identitySize side of its crops, px
 * @param expression file of an expression encoder; empty for the bundled one
 * @param expressionSha256 its hash
 * @param expressionSize side of its crops, px
 * @param perceptual file of a perceptual distance; empty for the bundled one
 * @param perceptualSha256 its hash
 * @param labels file of a network that {@code boundary fit} takes labels from; empty for none
 * @param labelsSha256 its hash
 * @param labelsSize side of its pictures, px
 */
public record NetworkSettings(
    String identity,
    @JsonProperty("identity_sha256") String identitySha256,
    int identitySize,
    String expression,
    @JsonProperty("expression_sha256") String expressionSha256,
    int expressionSize,
    String perceptual,
    @JsonProperty("perceptual_sha256") String perceptualSha256,
    String labels,
    @JsonProperty("labels_sha256") String labelsSha256,
    int labelsSize)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What decides results: the files' hashes, wherever the files are. */
  public List<Object> decides() {
    return List.of(
        hash(identity, identitySha256),
        identitySize,
        hash(expression, expressionSha256),
        expressionSize,
        hash(perceptual, perceptualSha256));
  }

  /** A name for these networks among those of one executor. */
  public String key(boolean light) {
    return decides() + (light ? "light" : "full");
  }

  private static String hash(String file, String sha256) {
    return file.isEmpty() ? "" : sha256.toLowerCase(Locale.ROOT);
  }

  /**
   * Fails early where a file is missing or not the pinned one.
   *
   * @throws UserError naming the setting
   */
  public void check(Configuration hadoop) {
    check("networks", hadoop);
  }

  /**
   * The same for networks that another section names.
   *
   * @param section of the settings
   */
  public void check(String section, Configuration hadoop) {
    plug(section + ".identity", identity, identitySha256, identitySize, hadoop);
    plug(section + ".expression", expression, expressionSha256, expressionSize, hadoop);
    plug(section + ".perceptual", perceptual, perceptualSha256, 0, hadoop);
  }

  /**
   * Loads the networks; the caller closes them.
   *
   * @param light whether the bundled perceptual distance looks through one network only
   * @throws UserError if a file is missing, not the pinned one, or no such network
   */
  public FaceNetworks load(Device device, boolean light, Configuration hadoop) {
    return FaceNetworks.load(
        device,
        light,
        plug("networks.identity", identity, identitySha256, identitySize, hadoop),
        plug("networks.expression", expression, expressionSha256, expressionSize, hadoop),
        plug("networks.perceptual", perceptual, perceptualSha256, 0, hadoop));
  }

  /**
   * The network that labels samples for {@code boundary fit}.
   *
   * @return null if none is set
   * @throws UserError if the file is missing or not the pinned one
   */
  public PluggableNetwork.File labelling(Configuration hadoop) {
    return plug("networks.labels", labels, labelsSha256, labelsSize, hadoop);
  }

  /**
   * Reads a network's file.
   *
   * @param setting that names it
   * @return null where none is named
   * @throws UserError if it can't be read or is not the pinned one
   */
  public static PluggableNetwork.File plug(
      String setting, String file, String sha256, int size, Configuration hadoop) {
    if (file.isEmpty()) {
      return null;
    }
    Path path = new Path(file);
    byte[] bytes;
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw UnusableStore.or(setting + ": " + file + " can't be read", e);
    }
    String found = Hashes.hex(Hashes.sha256().digest(bytes));
    if (!found.equalsIgnoreCase(sha256)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s: %s has SHA-256 %s, not %s; if you trust it, set %s_sha256 to" + " that",
              setting,
              file,
              found,
              sha256.isEmpty() ? "given" : sha256,
              setting));
    }
    return new PluggableNetwork.File(path.getName(), bytes, size);
  }
}
