package io.reenact.stage.evaluate;

import ai.djl.ndarray.NDManager;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.stage.NetworkSettings;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * A user's reader of landmarks, which judges in place of the tracker.
 *
 * @param file a TorchScript file; empty for the tracker
 * @param sha256 its hash
 * @param size side of its crops, px
 */
record PointsFile(String file, String sha256, int size) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String SETTING = JudgeSettings.SECTION + ".landmarks";

  boolean plugged() {
    return !file.isEmpty();
  }

  /** What decides results: the file's hash, wherever the file is. */
  List<Object> decides() {
    return plugged() ? List.of(sha256.toLowerCase(Locale.ROOT), size) : List.of();
  }

  /** Fails early where the file is missing or not the pinned one. */
  void check(Configuration hadoop) {
    NetworkSettings.plug(SETTING, file, sha256, size, hadoop);
  }

  /** The reader, which the caller closes; null for the tracker. */
  PluggableNetwork.Points load(NDManager manager, Configuration hadoop) {
    PluggableNetwork.File found = NetworkSettings.plug(SETTING, file, sha256, size, hadoop);
    return found == null
        ? null
        : PluggableNetwork.points(manager, found.name(), found.torchScript(), found.size());
  }
}
