package io.reenact.face;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From the measured landmarks of a whole clip to its track, in two passes. First every frame's pose
 * is fitted freely. Then the crop's scale is smoothed almost to a constant, the person's own face
 * shape is estimated from all frames, and the poses are fitted again to that shape at that scale
 * and smoothed within each shot.
 */
final class TrackBuilder {
  private static final double SCALE_SIGMA_US = 600_000;
  private static final double POSE_SIGMA_US = 60_000;
  private static final double MAX_YAW = Math.toRadians(50);
  private static final double MAX_PITCH = Math.toRadians(35);

  /** Largest misfit of the rigid landmarks, crop px: beyond, the mesh is not on a face. */
  private static final double MAX_ERROR = 14;

  private final FaceAlignment alignment;

  TrackBuilder(FaceAlignment alignment) {
    this.alignment = alignment;
  }

  /**
   * The track.
   *
   * @param notes what is known of the clip already
   */
  ClipTrack build(
      int width, int height, double fps, List<FrameMeasure> measures, List<String> notes) {
    int n = measures.size();
    PoseSolver canonical = new PoseSolver(alignment);
    HeadPose[] poses = new HeadPose[n];
    String[] reasons = new String[n];
    HeadPose last = null;
    for (int i = 0; i < n; i++) {
      FrameMeasure m = measures.get(i);
      reasons[i] = m.reason();
      if (m.mesh() != null) {
        boolean near = last != null && measures.get(i - 1).shot() == m.shot();
        poses[i] = canonical.fit(m.mesh(), near ? last : canonical.guess(m.mesh()), false);
        if (reasons[i] == null) {
          reasons[i] = reason(poses[i], canonical.error(m.mesh(), poses[i]));
        }
      }
      last = poses[i];
    }
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (reasons[i] == null) {
        used.add(i);
      }
    }
    smooth(measures, used, poses, new double[] {0, 0, 0, SCALE_SIGMA_US, 0, 0}, 1);
    PoseSolver personal = new PoseSolver(PersonalShape.estimate(canonical, measures, used, poses));
    for (int i : used) {
      poses[i] = personal.fit(measures.get(i).mesh(), poses[i], true);
    }
    double s = POSE_SIGMA_US;
    smooth(measures, used, poses, new double[] {s, s, s, 0, s, s}, 2);
    List<FrameTrack> frames = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      frames.add(frame(measures.get(i), poses[i], reasons[i]));
    }
    List<String> allNotes = new ArrayList<>(notes);
    allNotes.addAll(notes(measures));
    return new ClipTrack(width, height, fps, frames, allNotes);
  }

  private static String reason(HeadPose pose, double error) {
    if (Math.abs(pose.yaw()) > MAX_YAW || Math.abs(pose.pitch()) > MAX_PITCH) {
      return String.format(
          Locale.ROOT,
          "head turned too far: yaw %.0f, pitch %.0f degrees",
          Math.toDegrees(pose.yaw()),
          Math.toDegrees(pose.pitch()));
    }
    return error > MAX_ERROR ? "landmarks do not fit a face" : null;
  }

  /** Smooths the parameters that have a sigma, each shot by itself. */
  private static void smooth(
      List<FrameMeasure> measures,
      List<Integer> used,
      HeadPose[] poses,
      double[] sigmaUs,
      int degree) {
    int from = 0;
    while (from < used.size()) {
      int shot = measures.get(used.get(from)).shot();
      int to = from;
      while (to < used.size() && measures.get(used.get(to)).shot() == shot) {
        to++;
      }
      int n = to - from;
      long[] time = new long[n];
      double[][] values = new double[6][n];
      for (int k = 0; k < n; k++) {
        int i = used.get(from + k);
        time[k] = measures.get(i).ptsUs();
        double[] p = poses[i].values();
        for (int c = 0; c < 6; c++) {
          values[c][k] = p[c];
        }
      }
      for (int c = 0; c < 6; c++) {
        if (sigmaUs[c] > 0) {
          values[c] = TimeSmoother.smooth(time, values[c], sigmaUs[c], degree);
        }
      }
      for (int k = 0; k < n; k++) {
        double[] p = new double[6];
        for (int c = 0; c < 6; c++) {
          p[c] = values[c][k];
        }
        poses[used.get(from + k)] = HeadPose.of(p);
      }
      from = to;
    }
  }

  private static FrameTrack frame(FrameMeasure m, HeadPose pose, String reason) {
    if (m.mesh() == null) {
      return new FrameTrack(
          m.frame(), m.ptsUs(), m.shot(), false, reason, null, null, null, 0, 0, 0, 0);
    }
    Openings o = Openings.of(m.mesh());
    double[] inverse = Affine.invert(pose.cropToFrame());
    float[] crop = new float[6];
    for (int k = 0; k < 6; k++) {
      crop[k] = (float) inverse[k];
    }
    return new FrameTrack(
        m.frame(),
        m.ptsUs(),
        m.shot(),
        reason == null,
        reason,
        m.mesh().landmarks68(),
        pose.camera().label(),
        crop,
        (float) pose.roll(),
        (float) o.mouth(),
        (float) o.leftEye(),
        (float) o.rightEye());
  }

  private static List<String> notes(List<FrameMeasure> measures) {
    long several = measures.stream().filter(m -> m.otherFaces() > 0).count();
    return several == 0
        ? List.of()
        : List.of(
            several
                + " of "
                + measures.size()
                + " frames show several faces: the largest, most central one was followed");
  }
}
