package io.reenact.inversion;

import java.io.Serializable;

/** Settings of key-frame inversion. */
public record KeyFrameSettings(
    KeyFrames keyFrames, double keyFrameShare, double keyFrameError, int keyFrameSteps)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Chooses the key frames. */
  KeyFrameSelector selector() {
    return keyFrames.selector(this);
  }
}
