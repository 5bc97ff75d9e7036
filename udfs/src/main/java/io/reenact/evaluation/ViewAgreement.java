package io.reenact.evaluation;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.Regions;
import io.reenact.metric.Measure;
import io.reenact.metric.Metric;
import io.reenact.metric.SideView;
import io.reenact.metric.ViewPair;
import io.reenact.splat.Colours;
import io.reenact.splat.Gaussians;
import io.reenact.splat.Rasterizer;
import io.reenact.splat.Rendering;
import io.reenact.splat.cpu.CpuRasterizer;
import io.reenact.video.RgbImage;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Whether a head is one head: a picture of its Gaussians from the front against pictures from the
 * sides. Metrics that see the driver's views only can't tell a head from a mask.
 */
final class ViewAgreement implements AutoCloseable {
  /** Of the side views, radians: the head still shows both eyes. */
  private static final double TURN = Math.toRadians(20);

  /** Of the side views in which specks are looked for, radians. */
  private static final double FAR_TURN = Math.toRadians(30);

  private static final int CHIN = 8;

  /** Side of a picture, px. */
  private static final int SIZE = 256;

  private final FaceTracker tracker;
  private final FaceAlignment alignment;
  private final FaceReader reader;
  private final Rasterizer rasterizer = new CpuRasterizer(1);

  /**
   * @param tracker stays the caller's to close
   * @param alignment of the generator that heads come from
   */
  ViewAgreement(FaceTracker tracker, FaceAlignment alignment, FaceReader reader) {
    this.tracker = tracker;
    this.alignment = alignment;
    this.reader = reader;
  }

  /** A picture, as it was drawn too, and the face in it. */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  private record Seen(float[] drawn, float[] alpha, RgbImage picture, FrameTrack face) {
    double yaw() {
      return Camera.of(face.camera()).yawPitch()[0];
    }
  }

  /**
   * Adds what metrics make of a head; nothing where no face is found in the view from the front.
   *
   * @param gaussians {@code [n, 14]} in the generator's world, see {@link Gaussians}
   */
  void add(MetricMeans means, FloatBuffer gaussians) {
    Seen front = seen(gaussians, 0);
    if (front == null) {
      return;
    }
    specks(means, gaussians);
    float[] identity = reader.read(front.picture, front.face, null, false).identity();
    for (double turn : new double[] {-TURN, TURN}) {
      Seen side = seen(gaussians, turn);
      if (side != null) {
        ViewPair views =
            new ViewPair(
                identity,
                reader.read(side.picture, side.face, null, false).identity(),
                turn,
                side.yaw() - front.yaw());
        for (Metric metric : Metric.values()) {
          if (metric.measure() instanceof Measure.OfViews of) {
            means.add(metric, of.value().applyAsDouble(views));
          }
        }
      }
    }
  }

  private void specks(MetricMeans means, FloatBuffer gaussians) {
    for (double turn : new double[] {-FAR_TURN, FAR_TURN}) {
      Seen side = seen(gaussians, turn);
      if (side != null) {
        SideView view =
            new SideView(
                side.drawn,
                side.alpha,
                SIZE,
                skin(side.face.landmarks()),
                (int) side.face.landmarks()[2 * CHIN + 1]);
        for (Metric metric : Metric.values()) {
          if (metric.measure() instanceof Measure.OfSides of) {
            means.add(metric, of.value().applyAsDouble(view));
          }
        }
      }
    }
  }

  /** See {@link SideView#skin}. */
  private static boolean[] skin(float[] landmarks) {
    boolean[] valid = new boolean[SIZE * SIZE];
    Arrays.fill(valid, true);
    byte[] codes = Regions.codes(landmarks, new byte[valid.length], valid, SIZE);
    boolean[] skin = new boolean[SIZE * SIZE];
    for (int i = 0; i < skin.length; i++) {
      skin[i] =
          codes[i] == Regions.FACE && !Regions.dark(landmarks, i % SIZE + 0.5, i / SIZE + 0.5);
    }
    return skin;
  }

  private Seen seen(FloatBuffer gaussians, double yaw) {
    int n = gaussians.capacity() / Gaussians.FLOATS;
    Camera camera = Camera.orbit(yaw, 0, 0);
    try (Rendering drawn = rasterizer.render(gaussians, n, camera, SIZE, SIZE, Colours.white())) {
      RgbImage picture = RgbImage.ofChw(drawn.image(), SIZE, SIZE);
      FrameTrack face = tracker.track(picture, alignment).frames().get(0);
      return face.landmarks() == null
          ? null
          : new Seen(drawn.image(), drawn.alpha(), picture, face);
    }
  }

  @Override
  public void close() {
    rasterizer.close();
  }
}
