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
import io.reenact.synth.SynthClip;
import io.reenact.synth.SynthFrame;
import io.reenact.synth.SynthRenderer;
import io.reenact.synth.SyntheticPerson;
import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The tracker against the truth of the procedural corpus. */
public final class TrackerTruthBenchmark implements Benchmark {
  private static final int PEOPLE = 6;
  private static final int SIZE = 384;

  /** Drawn once each, for their hair. */
  private static final int HEADS = 32;

  /** Side of the crop that mattes are compared in, px. */
  private static final int CROP = 256;

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
      hair(out, renderer, corpus, tracker, matte);
    }
    Files.delete(folder);
    String kase = PEOPLE + " people";
    out.add(kase, "usable frames", usable.value(), "%");
    out.add(kase, "landmarks 18-68 mean error", inner.value(), "% of the inter-ocular distance");
    out.add(kase, "jaw line 1-17 mean error", jaw.value(), "% of the inter-ocular distance");
    out.add(kase, "head pose mean error", pose.value(), "degrees");
    out.add(kase, "matte IoU in the crop", iou.value(), "share");
  }

  /** The hair of what the matte cuts out, by style, beside the matte before it is refined. */
  private static void hair(
      Rows out,
      SynthRenderer renderer,
      SampleCorpus corpus,
      FaceTracker tracker,
      PersonMatte matte) {
    Map<String, Mean> fine = new TreeMap<>();
    Map<String, Mean> coarse = new TreeMap<>();
    for (int p = 0; p < HEADS; p++) {
      SynthClip clip = corpus.clip(p, 0);
      SynthFrame frame = clip.draw(renderer, 0);
      List<FrameTrack> found = tracker.track(frame.image(), FaceAlignment.embedded()).frames();
      if (found.isEmpty() || !found.get(0).usable()) {
        continue;
      }
      float[] crop = found.get(0).crop();
      String style = clip.person().hairStyle().name().toLowerCase(Locale.ROOT);
      float[] refined = matte.matte(frame.image(), crop, CROP, 0);
      float[] network = matte.coarse(frame.image(), crop, CROP, 0);
      // What strands a bald head has are beard.
      boolean bald = clip.person().hairStyle() == SyntheticPerson.HairStyle.BALD;
      for (String kase : bald ? List.of(style) : List.of(style, "all but bald")) {
        fine.computeIfAbsent(kase, k -> new Mean()).add(hair(refined, frame, crop));
        coarse.computeIfAbsent(kase, k -> new Mean()).add(hair(network, frame, crop));
      }
    }
    fine.forEach(
        (style, mean) -> {
          double before = coarse.get(style).value();
          String kase = "hair: " + style + ", " + mean.n + " heads";
          out.add(
              kase, "IoU in the crop", mean.value(), "share", "network's", mean.value() / before);
        });
  }

  /**
   * How well hair is cut out: what the matte holds and is truly neither face nor body, against what
   * is truly hair.
   */
  private static double hair(float[] matte, SynthFrame frame, float[] crop) {
    float[] person = cropped(frame, frame.matte(), crop);
    float[] hair = cropped(frame, frame.hair(), crop);
    boolean[] cut = new boolean[matte.length];
    boolean[] truly = new boolean[matte.length];
    for (int i = 0; i < matte.length; i++) {
      truly[i] = hair[i] > 0;
      cut[i] = matte[i] > 0.5 && (truly[i] || person[i] <= 0);
    }
    return iou(cut, truly);
  }

  /** A share of each pixel, in the crop, from -1 to 1. */
  private static float[] cropped(SynthFrame frame, float[] share, float[] crop) {
    byte[] grey = new byte[3 * share.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(255 * share[i / 3]);
    }
    RgbImage picture = new RgbImage(frame.image().width(), frame.image().height(), grey);
    return Arrays.copyOf(AlignedCrop.crop(picture, crop, CROP, 0), CROP * CROP);
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
    float[] measured = matte.matte(frame.image(), f.crop(), CROP, 0);
    float[] truth = cropped(frame, frame.matte(), f.crop());
    boolean[] found = new boolean[measured.length];
    boolean[] truly = new boolean[measured.length];
    for (int i = 0; i < measured.length; i++) {
      found[i] = measured[i] > 0.5;
      truly[i] = truth[i] > 0;
    }
    return iou(found, truly);
  }

  /** Intersection over union; 1 where both are empty. */
  private static double iou(boolean[] a, boolean[] b) {
    double both = 0;
    double either = 0;
    for (int i = 0; i < a.length; i++) {
      both += a[i] && b[i] ? 1 : 0;
      either += a[i] || b[i] ? 1 : 0;
    }
    return either == 0 ? 1 : both / either;
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
