package io.reenact.face;

import io.reenact.video.RgbImage;
import java.util.List;
import java.util.Locale;

/**
 * Follows one face through a clip: the region of each frame comes from the landmarks of the frame
 * before it; the detector looks at the start, after a cut, where the face was lost, and now and
 * then to count faces.
 */
final class FrameMeasurer implements AutoCloseable {
  private static final double MIN_PRESENCE = 0.5;
  private static final int LOOK_EVERY = 15;

  /** Smallest distance between the eyes' centres, px: below, landmarks are guesses. */
  private static final double MIN_EYE_DISTANCE = 16;

  /** Largest share of the landmarks that may lie outside of the frame. */
  private static final double MAX_OUTSIDE = 0.05;

  /** A face that moves by this share of its region from frame to frame has been cut to. */
  private static final double JUMP = 0.25;

  private final FaceDetector detector = new FaceDetector();
  private final LandmarkNet landmarks = new LandmarkNet();
  private CutDetector cuts = new CutDetector();
  private FaceRegion previous;
  private int shot;
  private int sinceLook;
  private int otherFaces;

  /** Forgets the clip before. */
  void start() {
    cuts = new CutDetector();
    previous = null;
    shot = 0;
    sinceLook = 0;
    otherFaces = 0;
  }

  /** Measures the next frame of the clip. */
  FrameMeasure measure(int frame, long ptsUs, RgbImage image) {
    if (cuts.next(image)) {
      shot++;
      previous = null;
    }
    FaceMesh mesh = null;
    if (previous != null) {
      mesh = landmarks.landmarks(image, previous);
      if (mesh.presence() < MIN_PRESENCE) {
        mesh = null;
      }
    }
    sinceLook++;
    if (mesh == null || sinceLook >= LOOK_EVERY) {
      List<FaceDetection> found = detector.detect(image);
      sinceLook = 0;
      otherFaces = Math.max(0, found.size() - 1);
      if (mesh == null && !found.isEmpty()) {
        mesh = refined(image, FaceRegion.around(main(found, image)));
      }
    }
    FaceRegion region = mesh == null ? null : FaceRegion.around(mesh);
    if (region != null && previous != null && jumped(previous, region)) {
      shot++;
    }
    previous = region;
    return new FrameMeasure(frame, ptsUs, shot, mesh, reason(image, mesh), otherFaces);
  }

  /** A frame of the clip that can't be decoded. */
  FrameMeasure missing(int frame, long ptsUs) {
    return new FrameMeasure(frame, ptsUs, shot, null, "frame damaged: it can't be decoded", 0);
  }

  /** The detector's region is coarser than one from landmarks: look twice. */
  private FaceMesh refined(RgbImage image, FaceRegion region) {
    FaceMesh first = landmarks.landmarks(image, region);
    if (first.presence() < MIN_PRESENCE) {
      return null;
    }
    FaceMesh second = landmarks.landmarks(image, FaceRegion.around(first));
    return second.presence() < MIN_PRESENCE ? null : second;
  }

  /** The largest face, with some preference for the middle of the picture. */
  private static FaceDetection main(List<FaceDetection> found, RgbImage image) {
    FaceDetection best = null;
    double bestScore = -1;
    for (FaceDetection d : found) {
      double dx = (d.x0() + d.x1()) / image.width() - 1;
      double dy = (d.y0() + d.y1()) / image.height() - 1;
      double score = d.width() * d.height() * (1 - 0.3 * Math.min(1, Math.hypot(dx, dy)));
      if (score > bestScore) {
        best = d;
        bestScore = score;
      }
    }
    return best;
  }

  private static boolean jumped(FaceRegion a, FaceRegion b) {
    double size = Math.max(a.size(), b.size());
    return Math.hypot(a.cx() - b.cx(), a.cy() - b.cy()) > JUMP * size
        || Math.abs(Math.log(a.size() / b.size())) > JUMP;
  }

  private static String reason(RgbImage image, FaceMesh mesh) {
    if (mesh == null) {
      return "no face";
    }
    double between = Openings.between(mesh);
    if (between < MIN_EYE_DISTANCE) {
      return String.format(
          Locale.ROOT,
          "face too small: %.0f px between the eyes, at least %.0f are needed",
          between,
          MIN_EYE_DISTANCE);
    }
    int outside = 0;
    for (int i = 0; i < CanonicalFace.POINTS; i++) {
      if (mesh.x(i) < 0
          || mesh.y(i) < 0
          || mesh.x(i) > image.width()
          || mesh.y(i) > image.height()) {
        outside++;
      }
    }
    if (outside > MAX_OUTSIDE * CanonicalFace.POINTS) {
      return "face cut off by the edge of the frame";
    }
    if (mesh.sharpness() < LandmarkNet.MIN_SHARPNESS) {
      return "face too blurred";
    }
    return null;
  }

  @Override
  public void close() {
    landmarks.close();
    detector.close();
  }
}
