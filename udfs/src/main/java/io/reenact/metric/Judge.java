package io.reenact.metric;

/** The kind of network whose judgement a value is; tables name the very network beside it. */
public enum Judge {
  /** None: arithmetic on pixels, or on what the tracker finds. */
  NONE,
  IDENTITY,
  /** The bundled second network of identity, which is in no loss. */
  SECOND_IDENTITY,
  EXPRESSION,
  PERCEPTUAL,
  /** The bundled landmark network, which alone sees irises. */
  GAZE,
  /** A reader of landmarks in place of the tracker. */
  LANDMARKS,
  /** The bundled second reader of landmarks, which is in no loss. */
  SECOND_LANDMARKS
}
