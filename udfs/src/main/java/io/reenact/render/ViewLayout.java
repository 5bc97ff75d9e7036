package io.reenact.render;

import io.reenact.camera.Camera;
import java.util.Locale;

/**
 * How many views share one picture: view k is in column {@code k % columns} of row {@code k /
 * columns}, rows counted from the bottom, as quilts for holographic displays are laid out.
 *
 * @param columns views a row
 * @param rows rows of views
 * @param viewWidth px
 * @param viewHeight px
 */
public record ViewLayout(int columns, int rows, int viewWidth, int viewHeight) {
  /** Checks the numbers. */
  public ViewLayout {
    if (columns < 1 || rows < 1 || viewWidth < 1 || viewHeight < 1) {
      throw new IllegalArgumentException("a layout needs at least one view of one pixel");
    }
    if ((long) columns * viewWidth > 32767 || (long) rows * viewHeight > 32767) {
      throw new IllegalArgumentException(
          columns * viewWidth + "x" + rows * viewHeight + " pixels are too many for one picture");
    }
  }

  /** One view. */
  public static ViewLayout single(int size) {
    return new ViewLayout(1, 1, size, size);
  }

  /** The usual quilt of 45 views, 5 columns, 9 rows, each 3:4. */
  public static ViewLayout quilt(int viewHeight) {
    return new ViewLayout(5, 9, Math.max(1, Math.round(0.75f * viewHeight)), viewHeight);
  }

  /** How many views. */
  public int views() {
    return columns * rows;
  }

  /** Width of the whole picture, px. */
  public int width() {
    return columns * viewWidth;
  }

  /** Height of the whole picture, px. */
  public int height() {
    return rows * viewHeight;
  }

  /** Left edge of view k, px. */
  public int left(int k) {
    return k % columns * viewWidth;
  }

  /** Top edge of view k, px from the picture's top. */
  public int top(int k) {
    return (rows - 1 - k / columns) * viewHeight;
  }

  /** The end of a quilt's file name, before the extension: {@code _qs5x9a0.75}. */
  public String suffix() {
    double aspect = Math.round(100.0 * viewWidth / viewHeight) / 100.0;
    String a = String.format(Locale.ROOT, "%.2f", aspect).replaceFirst("\\.?0+$", "");
    return "_qs" + columns + "x" + rows + "a" + a;
  }

  /**
   * A square picture's camera for a view of this layout: the same scale in px by height, the sides
   * cut off or added.
   */
  Camera fit(Camera square) {
    if (viewWidth == viewHeight) {
      return square;
    }
    float[] l = square.label();
    float ratio = (float) viewHeight / viewWidth;
    l[16] *= ratio;
    l[17] *= ratio;
    l[18] = 0.5f + (l[18] - 0.5f) * ratio;
    return Camera.of(l);
  }
}
