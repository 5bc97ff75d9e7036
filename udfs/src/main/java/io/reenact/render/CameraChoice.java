package io.reenact.render;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where results are seen from: the words of the setting {@code reenact.camera}. */
public enum CameraChoice {
  /** {@link CameraMode.Driver}. */
  DRIVER,
  /** {@link CameraMode.OfClip}, which the setting names. */
  CLIP,
  /** {@link CameraMode.Source}. */
  SOURCE,
  /** {@link CameraMode.Fixed}. */
  FIXED,
  /** {@link CameraMode.Orbit}. */
  ORBIT,
  /** {@link CameraMode.PathFile}. */
  PATH,
  /** Many views in one picture, as {@code reenact.grid} lays them out. */
  GRID,
  /** Many views in one picture, for light-field displays. */
  QUILT;

  /** Whether a picture holds many views, which stand around another camera. */
  public boolean manyViews() {
    return this == GRID || this == QUILT;
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
