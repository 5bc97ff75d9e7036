package io.reenact.paste;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.Matting;
import io.reenact.video.RgbImage;

/**
 * Puts rendered heads into the driver's original frames. The driver's own head is taken out first,
 * its place filled from the scene's plate; the new one is lit a little as the old one was, and its
 * matte, the rendering's own coverage, fades out towards the crop's edges, where the body would end
 * in a straight line. Not thread-safe.
 */
public final class HeadPaste implements AutoCloseable {
  /** Width of the fade at the crop's edges, in sides of the crop. */
  private static final double FADE = 0.08;

  /** The same where the old head goes and no new one comes, but for the edge across the body. */
  private static final double OLD_FADE = 0.03;

  /** How far around the old head is taken out too, in sides of the crop: mattes miss strands. */
  private static final double AROUND = 0.055;

  /** From the chin down to where the driver's own body stays, in sides of the crop. */
  private static final double NECK = 0.06;

  /**
   * Of the fade, the power by which the driver goes where the new head covers him: with 8 what is
   * behind shows through by 4 % at most.
   */
  private static final int STAYS = 8;

  private static final int CHIN = 8;
  private static final int LEFT_JAW = 0;
  private static final int RIGHT_JAW = 16;

  private final ScenePlate plate;
  private final FaceLight own;
  private final Backdrop backdrop;
  private final Matting matte;
  private final RgbImage behind;

  /** Of the crops' side. */
  private Fades fades;

  /**
   * A frame with the head in it.
   *
   * @param image the picture
   * @param alpha {@code [height * width]}, 0 to 255; null where all is covered
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to an encoder, never compared
  public record Pasted(RgbImage image, byte[] alpha) {}

  /**
   * Prepares for the frames of one clip.
   *
   * @param plate the clip's scene
   * @param own how light the rendered face is; null to leave it as it is
   * @param behind the picture of {@link Backdrop.Kind#IMAGE}; else null
   * @param width of the frames, px
   * @param height of the frames, px
   * @param matte finds the driver; closed with this
   */
  public HeadPaste(
      ScenePlate plate,
      FaceLight own,
      Backdrop backdrop,
      RgbImage behind,
      int width,
      int height,
      Matting matte) {
    this.plate = plate;
    this.own = own;
    this.backdrop = backdrop;
    this.behind = Backdrops.of(backdrop, plate.picture(), behind, width, height);
    this.matte = matte;
  }

  /**
   * Pastes one frame of a result that was rendered from the driver's camera.
   *
   * @param original the driver's frame, turned for display
   * @param rendered square, on white
   * @param alpha its coverage, as many values as it has pixels
   * @param t the driver's frame; usable
   * @throws IllegalArgumentException if the result is a grid of views
   */
  public Pasted paste(RgbImage original, RgbImage rendered, float[] alpha, FrameTrack t) {
    int size = rendered.width();
    if (alpha == null || rendered.height() != size) {
      throw new IllegalArgumentException("only single square views can be pasted back");
    }
    float[] head = coloured(rendered, alpha);
    if (own != null && plate.light() != null) {
      own.toward(plate.light(), head);
    }
    float[] cover = faded(alpha, size);
    float[] person = matte.coarse(original, t.crop(), size, t.roll());
    float[] frame = AlignedCrop.crop(original, t.crop(), size, t.roll());
    float[] gone = oldHead(frame, person, alpha, t, size);
    if (backdrop.kind() == Backdrop.Kind.KEEP) {
      over(head, cover, fill(original, frame, person, t, size), gone);
      return new Pasted(AlignedCrop.paste(original, head, cover, t.crop(), size, t.roll()), null);
    }
    Layers layers = new Layers(original, matte.whole(original));
    layers.without(gone, t, size);
    return layers.with(behind, head, cover, t, size);
  }

  /** A frame without a face: the driver as he is, before the same backdrop. */
  public Pasted plain(RgbImage original) {
    if (backdrop.kind() == Backdrop.Kind.KEEP) {
      return new Pasted(original, null);
    }
    return new Layers(original, matte.whole(original)).with(behind, null, null, null, 0);
  }

  /** Lays the head over what fills the place of the old one, so that both are pasted at once. */
  private static void over(float[] head, float[] cover, float[] fill, float[] gone) {
    int n = cover.length;
    for (int i = 0; i < n; i++) {
      float under = (1 - cover[i]) * gone[i];
      float both = cover[i] + under;
      for (int c = 0; c < 3 && both > 0; c++) {
        head[c * n + i] = (cover[i] * head[c * n + i] + under * fill[c * n + i]) / both;
      }
      cover[i] = both;
    }
  }

  /**
   * The driver's head: all of him above the chin, and hair below, with what is close to it. Where
   * the new one fades out over him he stays, or what is behind would show between the two.
   *
   * @param alpha coverage of the new one
   */
  private float[] oldHead(float[] frame, float[] person, float[] alpha, FrameTrack t, int size) {
    float[] points = AlignedCrop.points(t.landmarks(), t.crop(), size, t.roll());
    // Down is from the middle of the jaw's ends to the chin.
    double x = (points[2 * LEFT_JAW] + points[2 * RIGHT_JAW]) / 2;
    double y = (points[2 * LEFT_JAW + 1] + points[2 * RIGHT_JAW + 1]) / 2;
    double dx = points[2 * CHIN] - x;
    double dy = points[2 * CHIN + 1] - y;
    double length = Math.max(1e-6, Math.hypot(dx, dy));
    int around = (int) Math.max(1, AROUND * size);
    float[] grown = Mattes.grown(person, size, size, around);
    float[] hair = plate.hair().below(frame, person, t, size);
    hair = Mattes.grown(hair, size, size, Math.max(1, around / 2));
    float[] out = new float[grown.length];
    Fades by = fades(size);
    for (int y1 = 0; y1 < size; y1++) {
      for (int x1 = 0; x1 < size; x1++) {
        int i = y1 * size + x1;
        if (grown[i] == 0) {
          continue;
        }
        double below =
            ((x1 + 0.5 - points[2 * CHIN]) * dx + (y1 + 0.5 - points[2 * CHIN + 1]) * dy) / length;
        float above = 1 - Mattes.smooth((float) (below / (NECK * size)));
        float bare = by.body[y1] * Math.min(by.top[y1], by.side[x1]);
        float covered = alpha[i] * by.stays[x1] * by.stays[y1] + (1 - alpha[i]) * bare;
        out[i] = grown[i] * Math.max(above, hair[i]) * covered;
      }
    }
    return out;
  }

  /** The plate, corrected by what is seen of the scene around the driver in this very frame. */
  private float[] fill(RgbImage original, float[] frame, float[] person, FrameTrack t, int size) {
    int n = size * size;
    float[] scene = plate.crop(original.width(), original.height(), t, size);
    float[] inside =
        AlignedCrop.inside(original.width(), original.height(), t.crop(), size, t.roll());
    float[] known = Mattes.grown(person, size, size, (int) Math.max(1, 2 * AROUND * size));
    float[][] difference = new float[3][n];
    for (int i = 0; i < n; i++) {
      known[i] = (1 - known[i]) * inside[i];
      for (int c = 0; c < 3; c++) {
        difference[c][i] = frame[c * n + i] - scene[c * n + i];
      }
    }
    PushPull.fill(difference, known, size, size);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < n; i++) {
        scene[c * n + i] = Math.max(-1, Math.min(1, scene[c * n + i] + difference[c][i]));
      }
    }
    return scene;
  }

  /**
   * The head's own colours: the white background taken out of half-covered pixels.
   *
   * @param rendered square, on white
   * @param alpha its coverage
   * @return {@code [3, size, size]} in [-1, 1]
   */
  public static float[] coloured(RgbImage rendered, float[] alpha) {
    float[] chw = rendered.toChw();
    int n = alpha.length;
    for (int i = 0; i < n; i++) {
      float a = alpha[i];
      if (a > 0.05f && a < 1) {
        for (int c = 0; c < 3; c++) {
          float v = (chw[c * n + i] - (1 - a)) / a;
          chw[c * n + i] = Math.max(-1, Math.min(1, v));
        }
      }
    }
    return chw;
  }

  private float[] faded(float[] alpha, int size) {
    float[] edge = fades(size).edge;
    float[] out = new float[alpha.length];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        out[y * size + x] = alpha[y * size + x] * edge[x] * edge[y];
      }
    }
    return out;
  }

  private Fades fades(int size) {
    if (fades == null || fades.edge.length != size) {
      fades = Fades.of(size);
    }
    return fades;
  }

  /**
   * What is left near the crop's edges, by column or row: 0 at the edge, 1 further in.
   *
   * @param edge of the new head, at any edge
   * @param stays the same to the power of {@link #STAYS}
   * @param side of the old one where no new one comes, by column
   * @param top the same by row, below the upper edge
   * @param body the same above the lower edge
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fades(float[] edge, float[] stays, float[] side, float[] top, float[] body) {
    static Fades of(int size) {
      Fades f =
          new Fades(
              new float[size], new float[size], new float[size], new float[size], new float[size]);
      for (int k = 0; k < size; k++) {
        double near = Math.min(k + 0.5, size - k - 0.5);
        f.edge[k] = Mattes.smooth((float) (near / (FADE * size)));
        f.stays[k] = (float) Math.pow(f.edge[k], STAYS);
        f.side[k] = Mattes.smooth((float) (near / (OLD_FADE * size)));
        f.top[k] = Mattes.smooth((float) ((k + 0.5) / (OLD_FADE * size)));
        f.body[k] = Mattes.smooth((float) ((size - k - 0.5) / (FADE * size)));
      }
      return f;
    }
  }

  @Override
  public void close() {
    matte.close();
  }
}
