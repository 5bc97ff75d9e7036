package io.reenact.retarget;

import io.reenact.camera.Camera;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.latent.Latents;
import io.reenact.latent.OffsetCurve;
import io.reenact.maths.KernelRegression;
import io.reenact.motion.OffsetReader;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Has a source's face show what a driver's does, where the driver's offsets alone fall short: lids
 * that close half way, eyes that look elsewhere, brows that hardly move. Some of the driver's key
 * frames are rendered on the source and read as the driver's pictures were; the offsets are moved
 * along directions until both agree; and all other key frames move as those most like them did.
 * Docs/design/method.md, section 13.
 */
public final class Retargeting {
  /** Side of the pictures that are read, px. */
  private static final int SIZE = 256;

  /** Heads at a time. */
  private static final int BATCH = 8;

  /** Steps a key frame; the last one is not looked at. */
  private static final int STEPS = 2;

  /** Over what distance of marks, by mark, corrections are alike, in reading errors. */
  private static final double REACH = 5;

  /** Of a correction's variance, how much is chance. */
  private static final double CHANCE = 0.05;

  private final Painter painter;
  private final FaceMeter meter;
  private final float[] anchor;
  private final OffsetReader reader;
  private final List<Control> controls = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<float[]> directions = new ArrayList<>();
  private final List<double[]> ranges = new ArrayList<>();

  /**
   * @param painter of the source's generator; stays the caller's
   * @param meter stays the caller's
   * @param anchor of the source
   */
  public Retargeting(Painter painter, FaceMeter meter, float[] anchor) {
    this.painter = painter;
    this.meter = meter;
    this.anchor = anchor;
    Generator generator = painter.generator();
    GeneratorManifest.Directions known = generator.bundle().manifest().directions();
    reader = new OffsetReader(generator.bundle());
    for (Control c : Control.ALL) {
      int row = known.names().indexOf(c.name());
      if (row >= 0) {
        controls.add(c);
        rows.add(row);
        directions.add(generator.latentOf(generator.bundle().directions()[row]));
        ranges.add(known.ranges()[row]);
      }
    }
  }

  /** Whether a generator has directions of lids, gaze or brows. */
  public static boolean possible(GeneratorBundle bundle) {
    GeneratorManifest.Directions known = bundle.manifest().directions();
    return known != null
        && Control.ALL.stream().map(Control::name).anyMatch(known.names()::contains);
  }

  /**
   * How many pictures of the source are drawn and read, for plans.
   *
   * @param keys key frames that are looked at
   */
  public static int pictures(int keys) {
    return STEPS * keys + Control.ALL.stream().mapToInt(c -> c.signed() ? 2 : 1).sum();
  }

  /**
   * A driver's offsets for this source.
   *
   * @param driven offsets at the driver's key frames
   * @param cameras that the driver's key frames are seen from
   * @param driver what they show, by {@link FaceMeter#NAMES}
   * @param most key frames that are rendered, 1 at least
   */
  public OffsetCurve retargeted(
      OffsetCurve driven, List<Camera> cameras, List<float[]> driver, int most) {
    OffsetCurve offsets = whole(driven);
    double[][] all = driver.stream().map(Marks::of).toArray(double[][]::new);
    boolean[] open = Marks.open(all);
    int[] chosen = Marks.spread(all, most);
    double[][] wanted = of(chosen, k -> all[k].clone(), double[][]::new);
    List<Camera> seenBy = Arrays.stream(chosen).mapToObj(cameras::get).toList();
    double[][] seen = seen(at(offsets, chosen, null), seenBy);
    boolean[] seenOpen = new boolean[chosen.length];
    for (int j = 0; j < chosen.length; j++) {
      seenOpen[j] = open[chosen[j]];
    }
    Marks.askOf(wanted, seen, seenOpen);
    RealMatrix slopes = slopes(offsets.value(chosen[0]), seen[0], seenBy.get(0));
    List<Correction> corrections = new ArrayList<>();
    for (int j = 0; j < chosen.length; j++) {
      corrections.add(
          new Correction(
              wanted[j],
              Marks.counted(seenOpen[j]),
              seen[j],
              slopes,
              controls,
              bounds(offsets.value(chosen[j]), seenOpen[j])));
    }
    for (int step = 1; step < STEPS; step++) {
      double[][] now = seen(at(offsets, chosen, corrections), seenBy);
      for (int j = 0; j < chosen.length; j++) {
        corrections.get(j).saw(now[j]);
      }
    }
    return everywhere(offsets, all, open, chosen, corrections);
  }

  private static <T> T[] of(int[] chosen, IntFunction<T> value, IntFunction<T[]> array) {
    return Arrays.stream(chosen).mapToObj(value).toArray(array);
  }

  /** The offsets of some key frames, corrected. */
  private List<float[]> at(OffsetCurve offsets, int[] chosen, List<Correction> corrections) {
    return IntStream.range(0, chosen.length)
        .mapToObj(
            j ->
                corrections == null
                    ? offsets.value(chosen[j])
                    : moved(offsets.value(chosen[j]), corrections.get(j).tried()))
        .toList();
  }

  /**
   * How marks follow the controls, {@code [marks][controls]}.
   *
   * @param offset of the frame in which that is measured
   * @param here marks of that frame
   */
  private RealMatrix slopes(float[] offset, double[] here, Camera camera) {
    List<float[]> tried = new ArrayList<>();
    for (int c = 0; c < controls.size(); c++) {
      for (int side = controls.get(c).signed() ? -1 : 1; side <= 1; side += 2) {
        double[] step = new double[controls.size()];
        step[c] = side * controls.get(c).step();
        tried.add(moved(offset, step));
      }
    }
    double[][] found = seen(tried, Collections.nCopies(tried.size(), camera));
    RealMatrix slopes = new Array2DRowRealMatrix(Marks.COUNT, controls.size());
    int next = 0;
    for (int c = 0; c < controls.size(); c++) {
      boolean signed = controls.get(c).signed();
      double[] before = signed ? found[next++] : here;
      double[] after = found[next++];
      double length = (signed ? 2 : 1) * controls.get(c).step();
      for (int i = 0; i < Marks.COUNT; i++) {
        slopes.setEntry(i, c, (after[i] - before[i]) / length);
      }
    }
    return slopes;
  }

  /** All key frames, each corrected as those most like it are. */
  private OffsetCurve everywhere(
      OffsetCurve offsets,
      double[][] all,
      boolean[] open,
      int[] chosen,
      List<Correction> corrections) {
    double length = REACH * Math.sqrt(Marks.COUNT);
    KernelRegression corrected =
        new KernelRegression(
            of(chosen, k -> all[k], double[][]::new),
            corrections.stream().map(Correction::tried).toArray(double[][]::new),
            length,
            CHANCE);
    long[] times = new long[offsets.size()];
    float[][] values = new float[offsets.size()][];
    for (int k = 0; k < times.length; k++) {
      double[] by = corrected.at(all[k]);
      double[][] bounds = bounds(offsets.value(k), open[k]);
      Arrays.setAll(by, c -> Correction.within(bounds[c], by[c]));
      times[k] = offsets.time(k);
      values[k] = moved(offsets.value(k), by);
    }
    return new OffsetCurve(times, values);
  }

  /**
   * How far an offset may move: what it holds of a direction and what is added stay within the
   * direction's range, where heads are whole.
   */
  private double[][] bounds(float[] offset, boolean open) {
    double[] held = reader.read(offset);
    double[][] bounds = new double[controls.size()][];
    for (int c = 0; c < bounds.length; c++) {
      double has = held[rows.get(c)];
      double[] range = {Math.min(0, ranges.get(c)[0] - has), Math.max(0, ranges.get(c)[1] - has)};
      bounds[c] = controls.get(c).within(range, open);
    }
    return bounds;
  }

  /**
   * Offsets whose gaze stays within the range of its directions. The driver's own eyes were tuned
   * to what lies beyond; another's irises leave them there, and nothing is left to be read.
   */
  private OffsetCurve whole(OffsetCurve offsets) {
    long[] times = new long[offsets.size()];
    float[][] values = new float[offsets.size()][];
    for (int k = 0; k < times.length; k++) {
      double[] held = reader.read(offsets.value(k));
      double[] by = new double[controls.size()];
      for (int c = 0; c < by.length; c++) {
        double has = held[rows.get(c)];
        boolean gaze = controls.get(c).part() == Control.Part.GAZE;
        by[c] = gaze ? Correction.within(ranges.get(c), has) - has : 0;
      }
      times[k] = offsets.time(k);
      values[k] = moved(offsets.value(k), by);
    }
    return new OffsetCurve(times, values);
  }

  private float[] moved(float[] offset, double[] by) {
    float[] out = offset.clone();
    for (int c = 0; c < by.length; c++) {
      float[] direction = directions.get(c);
      for (int i = 0; i < out.length; i++) {
        out[i] += (float) (by[c] * direction[i]);
      }
    }
    return out;
  }

  /** Marks of the source under some offsets. */
  private double[][] seen(List<float[]> offsets, List<Camera> cameras) {
    double[][] marks = new double[offsets.size()][];
    for (int from = 0; from < marks.length; from += BATCH) {
      int to = Math.min(marks.length, from + BATCH);
      float[][] latents = new float[to - from][];
      int first = from;
      Arrays.setAll(latents, i -> Latents.plus(anchor, 1, offsets.get(first + i)));
      List<float[]> pictures = new ArrayList<>();
      try (Heads heads = painter.heads(latents)) {
        for (int i = from; i < to; i++) {
          pictures.add(heads.draw(i - from, cameras.get(i), SIZE, SIZE, Colours.white()).image());
        }
      }
      float[][] read = meter.read(pictures, cameras.subList(from, to), SIZE);
      for (int i = from; i < to; i++) {
        marks[i] = Marks.of(read[i - from]);
      }
    }
    return marks;
  }
}
