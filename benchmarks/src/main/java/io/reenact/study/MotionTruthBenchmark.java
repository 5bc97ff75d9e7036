package io.reenact.study;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.metric.Correlation;
import io.reenact.motion.HeadAngles;
import io.reenact.motion.HeadShapes;
import io.reenact.motion.MotionFrame;
import io.reenact.motion.MotionSequence;
import io.reenact.motion.MotionSmoothing;
import io.reenact.motion.PictureReader;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameTruth;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthRenderer;
import io.reenact.video.MediaSource;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;

/**
 * Motion read from pictures against the truth of clips: how each coefficient follows over a clip in
 * which it moves, the mean over people; where eyes look; how the head is held.
 */
public final class MotionTruthBenchmark implements Benchmark {
  private static final int PEOPLE = 8;
  private static final double SECONDS = 6;
  private static final long SEED = 4_711;
  private static final List<Integer> SIZES = List.of(256, 512);

  /** A coefficient moves in a clip if it spreads by this, and much if it does by that. */
  private static final double MOVES = 0.02;

  private static final double MOVES_MUCH = 0.1;

  @Override
  public String name() {
    return "motion-truth";
  }

  @Override
  public void run(Rows out) throws Exception {
    for (int size : SIZES) {
      List<Clip> clips = clips(size);
      String kase = PEOPLE + " people, " + size + " px";
      double sum = 0;
      int known = 0;
      for (int k = 0; k < HeadShapes.NAMES.size(); k++) {
        int shape = k;
        double r = follows(clips, m -> m.expression()[shape], t -> t.expression()[shape], MOVES);
        if (!Double.isNaN(r)) {
          out.add(kase, HeadShapes.NAMES.get(k), r, "correlation");
          sum += r;
          known++;
        }
        double much =
            follows(clips, m -> m.expression()[shape], t -> t.expression()[shape], MOVES_MUCH);
        if (!Double.isNaN(much)) {
          out.add(kase + ", much moved", HeadShapes.NAMES.get(k), much, "correlation");
        }
      }
      out.add(kase, "mean of " + known + " coefficients", sum / known, "correlation");
      out.add(
          kase,
          "gaze yaw",
          follows(clips, MotionFrame::gazeYaw, t -> t.gaze()[0], MOVES),
          "correlation");
      out.add(
          kase,
          "gaze pitch",
          follows(clips, MotionFrame::gazePitch, t -> t.gaze()[1], MOVES),
          "correlation");
      out.add(kase, "gaze mean error", mean(clips, MotionTruthBenchmark::gaze), "degrees");
      out.add(kase, "head pose mean error", mean(clips, MotionTruthBenchmark::head), "degrees");
    }
  }

  /** Frames that were read, beside their truth. */
  private record Clip(List<MotionFrame> read, List<FrameTruth> truth) {}

  private static List<Clip> clips(int size) throws Exception {
    SynthRenderer renderer = new SynthRenderer(HeadModels.load());
    SampleCorpus corpus = new SampleCorpus(renderer, ClipSettings.of(size, SECONDS), SEED);
    Path file = Files.createTempFile("motion", ".mp4");
    Configuration hadoop = new Configuration();
    List<Clip> clips = new ArrayList<>();
    try (FaceTracker tracker = new FaceTracker();
        PictureReader reader = new PictureReader()) {
      for (int p = 0; p < PEOPLE; p++) {
        List<FrameTruth> truth = corpus.clip(p, 0).write(renderer, file.toString(), hadoop);
        List<FrameTrack> track;
        try (VideoReader video = VideoReader.open(MediaSource.of(file.toString()), hadoop)) {
          ClipTrack found = tracker.track(video, FaceAlignment.embedded(), n -> {});
          track = found.frames();
        }
        MotionSequence motion;
        try (VideoReader video = VideoReader.open(MediaSource.of(file.toString()), hadoop)) {
          motion = reader.read(video, track, n -> {});
        }
        int[] shots = track.stream().mapToInt(FrameTrack::shot).toArray();
        List<MotionFrame> read = new ArrayList<>();
        List<FrameTruth> known = new ArrayList<>();
        List<MotionFrame> smooth = MotionSmoothing.of(motion, shots).frames();
        for (int i = 0; i < smooth.size(); i++) {
          if (smooth.get(i).seen()) {
            read.add(smooth.get(i));
            known.add(truth.get(i));
          }
        }
        clips.add(new Clip(read, known));
      }
    } finally {
      Files.delete(file);
    }
    return clips;
  }

  private static double follows(
      List<Clip> clips,
      ToDoubleFunction<MotionFrame> of,
      ToDoubleFunction<FrameTruth> truth,
      double least) {
    double sum = 0;
    int count = 0;
    for (Clip c : clips) {
      double[] known = c.truth().stream().mapToDouble(truth).toArray();
      double[] read = c.read().stream().mapToDouble(of).toArray();
      if (spread(known) > least) {
        // What stays at 0 while it should move follows nothing.
        double r = Correlation.of(known, read).correlation();
        sum += Double.isNaN(r) ? 0 : r;
        count++;
      }
    }
    return sum / count;
  }

  private static double spread(double[] values) {
    double mean = java.util.Arrays.stream(values).average().orElse(0);
    double square = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(square / Math.max(1, values.length));
  }

  private interface Error {
    double of(MotionFrame read, FrameTruth truth);
  }

  private static double mean(List<Clip> clips, Error error) {
    double sum = 0;
    int count = 0;
    for (Clip c : clips) {
      for (int i = 0; i < c.read().size(); i++) {
        sum += error.of(c.read().get(i), c.truth().get(i));
        count++;
      }
    }
    return sum / count;
  }

  private static double gaze(MotionFrame read, FrameTruth truth) {
    double[] a = direction(read.gazeYaw(), read.gazePitch());
    double[] b = direction(truth.gaze()[0], truth.gaze()[1]);
    double cos = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cos))));
  }

  private static double[] direction(double yaw, double pitch) {
    return new double[] {
      Math.sin(yaw) * Math.cos(pitch), Math.sin(pitch), Math.cos(yaw) * Math.cos(pitch)
    };
  }

  private static double head(MotionFrame read, FrameTruth truth) {
    double[] known = HeadAngles.of(Camera.of(truth.camera()), truth.headRotation()).rotation();
    double[] measured = read.head().rotation();
    double trace = 0;
    for (int i = 0; i < known.length; i++) {
      trace += known[i] * measured[i];
    }
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, (trace - 1) / 2))));
  }
}
