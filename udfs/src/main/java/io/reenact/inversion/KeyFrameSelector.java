package io.reenact.inversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Which frames get an offset of their own (docs/design/method.md, section 3). Every selector takes
 * the first and the last frame of each shot; a frame between two key frames takes the linear
 * interpolation of their offsets by time, so a selector never leaves out a shot.
 */
public interface KeyFrameSelector {
  /**
   * Indices within a shot, beside its first and its last frame, which are always taken.
   *
   * @param shot at least three frames
   */
  List<Integer> inShot(List<TargetFrame> shot);

  /** About what share of the frames become key frames; predicts the cost. */
  double expectedShare();

  /**
   * Every n-th frame so that {@code share} of the frames are key frames; 3D-LaSR's default with
   * 0.3.
   */
  record Equidistant(double share) implements KeyFrameSelector {
    @Override
    public List<Integer> inShot(List<TargetFrame> shot) {
      int n = shot.size();
      return spread(n, count(n, share), i -> i / (double) (n - 1));
    }

    @Override
    public double expectedShare() {
      return share;
    }
  }

  /**
   * Extremes of mouth and eye opening: local maxima of 2 mouth + left eye + right eye, each (0.5 -
   * normalised opening)^2; at most {@code share}.
   */
  record Landmark(double share) implements KeyFrameSelector {
    @Override
    public List<Integer> inShot(List<TargetFrame> shot) {
      return extremes(shot, count(shot.size(), share));
    }

    @Override
    public double expectedShare() {
      return share;
    }
  }

  /**
   * Equal steps of the accumulated absolute change of mouth opening, {@code share} of the frames.
   */
  record Differential(double share) implements KeyFrameSelector {
    @Override
    public List<Integer> inShot(List<TargetFrame> shot) {
      int n = shot.size();
      double[] sum = new double[n];
      for (int i = 1; i < n; i++) {
        sum[i] = sum[i - 1] + Math.abs(shot.get(i).openings()[0] - shot.get(i - 1).openings()[0]);
      }
      double total = Math.max(1e-12, sum[n - 1]);
      return spread(n, count(n, share), i -> sum[i] / total);
    }

    @Override
    public double expectedShare() {
      return share;
    }
  }

  /**
   * The fewest key frames whose linear interpolation of the landmark track stays within {@code
   * error} (inter-ocular units) at every frame; a shortest path over the frames of a shot, so the
   * count is minimal.
   */
  record Adaptive(double error) implements KeyFrameSelector {
    /** The share of the frames of four real talking people at an error of 0.01. */
    private static final double SHARE = 0.6;

    /** That of one who talks all the time. */
    private static final double MOST = 0.85;

    /** How it falls with the error. */
    private static final double FALL = 0.8;

    @Override
    public List<Integer> inShot(List<TargetFrame> shot) {
      return shortestPath(LandmarkTrack.of(shot), shot, error);
    }

    @Override
    public double expectedShare() {
      return Math.min(MOST, SHARE * Math.pow(0.01 / error, FALL));
    }
  }

  /** Longest gap between key frames that {@link Adaptive} considers, in frames. */
  int LONGEST_GAP = 48;

  /**
   * Indices of the key frames in {@code frames}, increasing.
   *
   * @param frames a clip's usable frames in order
   */
  default int[] select(List<TargetFrame> frames) {
    TreeSet<Integer> keys = new TreeSet<>();
    int from = 0;
    for (int to = 1; to <= frames.size(); to++) {
      if (to == frames.size() || frames.get(to).shot() != frames.get(from).shot()) {
        keys.add(from);
        keys.add(to - 1);
        if (to - from > 2) {
          for (int k : inShot(frames.subList(from, to))) {
            keys.add(from + k);
          }
        }
        from = to;
      }
    }
    return keys.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int count(int n, double share) {
    return Math.max(2, (int) Math.round(share * n));
  }

  /** The monotone position of a frame, from 0 to 1. */
  interface Position {
    double at(int frame);
  }

  private static List<Integer> spread(int n, int count, Position position) {
    List<Integer> keys = new ArrayList<>();
    int frame = 0;
    for (int k = 0; k < count; k++) {
      double goal = k / (double) (count - 1);
      while (frame + 1 < n
          && Math.abs(position.at(frame + 1) - goal) <= Math.abs(position.at(frame) - goal)) {
        frame++;
      }
      keys.add(frame);
    }
    return keys;
  }

  private static List<Integer> extremes(List<TargetFrame> shot, int count) {
    int n = shot.size();
    double[] score = new double[n];
    for (int c = 0; c < 3; c++) {
      int channel = c;
      double low = shot.stream().mapToDouble(f -> f.openings()[channel]).min().orElse(0);
      double high = shot.stream().mapToDouble(f -> f.openings()[channel]).max().orElse(1);
      double range = Math.max(1e-9, high - low);
      for (int i = 0; i < n; i++) {
        double d = 0.5 - (shot.get(i).openings()[c] - low) / range;
        score[i] += (c == 0 ? 2 : 1) * d * d;
      }
    }
    List<Integer> peaks = new ArrayList<>();
    for (int i = 1; i + 1 < n; i++) {
      if (score[i] >= score[i - 1] && score[i] > score[i + 1]) {
        peaks.add(i);
      }
    }
    peaks.sort((a, b) -> Double.compare(score[b], score[a]));
    return peaks.subList(0, Math.min(count, peaks.size()));
  }

  private static List<Integer> shortestPath(
      LandmarkTrack track, List<TargetFrame> shot, double error) {
    int n = shot.size();
    int[] hops = new int[n];
    int[] previous = new int[n];
    double[] worst = new double[n];
    Arrays.fill(hops, Integer.MAX_VALUE);
    hops[0] = 0;
    for (int j = 1; j < n; j++) {
      for (int i = j - 1; i >= Math.max(0, j - LONGEST_GAP); i--) {
        if (hops[i] + 1 > hops[j]) {
          continue;
        }
        double e = i == j - 1 ? 0 : track.interpolationError(shot, i, j, error);
        double w = Math.max(worst[i], e);
        // Among paths of equal length the one with the smaller worst error.
        if (e <= error && (hops[i] + 1 < hops[j] || w < worst[j])) {
          hops[j] = hops[i] + 1;
          previous[j] = i;
          worst[j] = w;
        }
      }
    }
    List<Integer> keys = new ArrayList<>();
    for (int k = n - 1; k > 0; k = previous[k]) {
      keys.add(k);
    }
    return keys;
  }
}
