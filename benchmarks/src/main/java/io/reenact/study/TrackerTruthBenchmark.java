package io.reenact.study;

import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.camera.Camera;
import io.reenact.face.AlignedCrop;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.nn.face.Landmarks68;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.FrameTruth;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthFrame;
import io.reenact.synth.SynthRenderer;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The tracker against the truth of the procedural corpus. */
public final class TrackerTruthBenchmark implements Benchmark {
  private static final int PEOPLE = 6;
  private static final int SIZE = 384;

  /** The jaw line's points slide along the outline with every annotator; counted apart. */
  private static final int JAW = 17;

  @Override
  public String name() {
    return "tracker-truth";
  }

  @Override
  public void run(Rows out) throws Exception {
    SynthRenderer renderer = new SynthRenderer(HeadModels.load());
    SampleCorpus corpus = new SampleCorpus(renderer, ClipSettings.of(SIZE, 2), 23);
    Path folder = Files.createTempDirectory("truth");
    Configuration hadoop = new Configuration();
    Mean usable = new Mean();
    Mean inner = new Mean();
    Mean jaw = new Mean();
    Mean pose = new Mean();
    Mean iou = new Mean();
    try (FaceTracker tracker = new FaceTracker();
        PersonMatte matte = new PersonMatte()) {
      for (int p = 0; p < PEOPLE; p++) {
        Path file = folder.resolve(p + ".mp4");
        List<FrameTruth> truth = corpus.clip(p, 0).write(renderer, file.toString(), hadoop);
        ClipTrack track;
        try (VideoReader video = VideoReader.open(MediaSource.of(file.toString()), hadoop)) {
          track = tracker.track(video, FaceAlignment.embedded(), n -> {});
        }
        Files.delete(file);
        for (int i = 0; i < truth.size(); i++) {
          FrameTrack f = track.frames().get(i);
          usable.add(f.usable() ? 100 : 0);
          if (f.usable()) {
            float[] marks = truth.get(i).landmarks2d();
            inner.add(landmarks(f.landmarks(), marks, JAW, Landmarks68.COUNT));
            jaw.add(landmarks(f.landmarks(), marks, 0, JAW));
            pose.add(degrees(truth.get(i), f));
            if (i % 10 == 0) {
              iou.add(iou(matte, corpus.clip(p, 0).draw(renderer, i), f));
            }
          }
        }
      }
    }
    Files.delete(folder);
    String kase = PEOPLE + " people";
    out.add(kase, "usable frames", usable.value(), "%");
    out.add(kase, "landmarks 18-68 mean error", inner.value(), "% of the inter-ocular distance");
    out.add(kase, "jaw line 1-17 mean error", jaw.value(), "% of the inter-ocular distance");
    out.add(kase, "head pose mean error", pose.value(), "degrees");
    out.add(kase, "matte IoU in the crop", iou.value(), "share");
  }

  private static double landmarks(float[] a, float[] b, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.hypot(a[2 * i] - b[2 * i], a[2 * i + 1] - b[2 * i + 1]);
    }
    double[] right = centre(b, 36);
    double[] left = centre(b, 42);
    return 100 * sum / (to - from) / Math.hypot(left[0] - right[0], left[1] - right[1]);
  }

  private static double[] centre(float[] marks, int first) {
    double[] c = new double[2];
    for (int i = first; i < first + 6; i++) {
      c[0] += marks[2 * i] / 6;
      c[1] += marks[2 * i + 1] / 6;
    }
    return c;
  }

  /** Angle between the true and the measured rotation from the head to the camera. */
  private static double degrees(FrameTruth truth, FrameTrack f) {
    double[] camera = Camera.of(truth.camera()).worldToCamera();
    double[] measured = Camera.of(f.camera()).withRoll(f.roll()).worldToCamera();
    double[] head = truth.headRotation();
    double trace = 0;
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        double turned = 0;
        for (int k = 0; k < 3; k++) {
          turned += camera[4 * r + k] * head[3 * k + c];
        }
        trace += turned * measured[4 * r + c];
      }
    }
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, (trace - 1) / 2))));
  }

  private static double iou(PersonMatte matte, SynthFrame frame, FrameTrack f) {
    int size = 256;
    float[] measured = matte.matte(frame.image(), f.crop(), size, 0);
    byte[] grey = new byte[3 * frame.matte().length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(255 * frame.matte()[i / 3]);
    }
    RgbImage picture = new RgbImage(frame.image().width(), frame.image().height(), grey);
    float[] truth = AlignedCrop.crop(picture, f.crop(), size, 0);
    double both = 0;
    double either = 0;
    for (int i = 0; i < size * size; i++) {
      boolean a = measured[i] > 0.5;
      boolean b = truth[i] > 0;
      both += a && b ? 1 : 0;
      either += a || b ? 1 : 0;
    }
    return both / either;
  }

  /** A running mean. */
  private static final class Mean {
    private double sum;
    private int n;

    void add(double v) {
      sum += v;
      n++;
    }

    double value() {
      return sum / n;
    }
  }
}
