package io.reenact.motion;

import io.reenact.generator.Npy;
import io.reenact.maths.GramSums;
import io.reenact.maths.Ridge;
import io.reenact.nn.face.FaceDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Fits {@link MotionModel} to people whose coefficients are known. The second step is fitted to
 * readings of people whom the first one has not seen: it is fitted once for each part of the
 * people, to the others.
 */
public final class MotionModelFit {
  private static final int FOLDS = 4;

  /** Clips of a person: as they are, and mirrored. */
  private static final int CLIPS = 2;

  /**
   * Ridges, in shares of a feature's own sum: of positions, of the lips' activations and of the
   * eyes', for shapes and for angles. Activations are many, and eyes' tell little of shapes that
   * the positions don't, but much of gaze.
   */
  private static final double[] FOR_SHAPES = {0.1, 3, 30};

  private static final double[] FOR_ANGLES = {0.3, 3, 3};

  /** Of levels, and of the second step. */
  private static final double LEVEL_RIDGE = 3;

  private static final double SHAPE_RIDGE = 1;

  /** Rows that are added to sums at once. */
  private static final int BATCH = 64;

  private final List<List<float[]>> features = new ArrayList<>();
  private final List<List<float[]>> truth = new ArrayList<>();

  /**
   * Adds a person.
   *
   * @param seen frames
   * @param mirrored the same frames as they are seen in a mirror
   * @param known of each frame the coefficients of {@link HeadShapes#NAMES}, yaw and pitch of the
   *     gaze, yaw and pitch of the head in the picture
   */
  public void add(List<FaceDetail.Seen> seen, List<FaceDetail.Seen> mirrored, List<float[]> known) {
    features.add(seen.stream().map(MotionFeatures::of).toList());
    truth.add(List.copyOf(known));
    features.add(mirrored.stream().map(MotionFeatures::of).toList());
    truth.add(known.stream().map(MotionModelFit::mirrored).toList());
  }

  /** The truth in a mirror: sides change, and so does the sign of yaw. */
  static float[] mirrored(float[] known) {
    float[] other = known.clone();
    for (int k = 0; k < MotionModel.SHAPES; k++) {
      other[HeadShapes.mirrored(k)] = known[k];
    }
    for (String angle : List.of(GazeAngles.YAW, "headYaw")) {
      int k = MotionModel.OUTPUTS.indexOf(angle);
      other[k] = -known[k];
    }
    return other;
  }

  /** The fitted model. */
  MotionModel.Parts fit() {
    float[] spread = Arrays.copyOf(spread(features), MotionFeatures.SIZE + outputs());
    List<List<float[]>> x = new ArrayList<>();
    for (List<float[]> clip : features) {
      float[] mean = MotionModel.mean(clip);
      x.add(clip.stream().map(row -> MotionModel.inSpread(row, mean, spread)).toList());
    }
    List<List<float[]>> y = truth.stream().map(MotionModelFit::centred).toList();
    List<GramSums> folds = new ArrayList<>();
    GramSums all = new GramSums(MotionFeatures.SIZE, outputs());
    for (int f = 0; f < FOLDS; f++) {
      GramSums sums = new GramSums(MotionFeatures.SIZE, outputs());
      for (int c = 0; c < x.size(); c++) {
        if (fold(c) == f) {
          add(sums, x.get(c), y.get(c));
        }
      }
      folds.add(sums);
      all.merge(sums);
    }
    List<List<float[]>> linear = new ArrayList<>(x);
    for (int f = 0; f < FOLDS; f++) {
      GramSums own = folds.get(f);
      Npy slopes = relative(all.square().subtract(own.square()), all.cross().subtract(own.cross()));
      for (int c = 0; c < x.size(); c++) {
        if (fold(c) == f) {
          linear.set(c, x.get(c).stream().map(row -> MotionModel.applied(row, slopes, 0)).toList());
        }
      }
    }
    float[] readings = spread(linear);
    System.arraycopy(readings, 0, spread, MotionFeatures.SIZE, readings.length);
    List<Npy> level = level();
    return new MotionModel.Parts(
        new Npy(new int[] {spread.length}, spread),
        relative(all.square(), all.cross()),
        level.get(0),
        level.get(1),
        shapes(linear, spread));
  }

  /**
   * Writes the fitted model.
   *
   * @param folder that the program's resources are in
   */
  public void write(Path folder) throws IOException {
    MotionModel.Parts parts = fit();
    Files.createDirectories(folder);
    Files.write(folder.resolve("spread.npy"), parts.spread().encode());
    Files.write(folder.resolve("relative.npy"), parts.relative().encode());
    Files.write(folder.resolve("people.npy"), parts.people().encode());
    Files.write(folder.resolve("level.npy"), parts.level().encode());
    Files.write(folder.resolve("shapes.npy"), parts.shapes().encode());
  }

  private static int fold(int clip) {
    return clip / CLIPS % FOLDS;
  }

  private static int outputs() {
    return MotionModel.OUTPUTS.size();
  }

  private static void add(GramSums sums, List<float[]> x, List<float[]> y) {
    for (int i = 0; i < x.size(); i += BATCH) {
      int to = Math.min(x.size(), i + BATCH);
      sums.add(x.subList(i, to), y.subList(i, to));
    }
  }

  private static Npy relative(RealMatrix square, RealMatrix cross) {
    int last = MotionFeatures.SIZE - 1;
    RealMatrix shapes = cross.getSubMatrix(0, last, 0, MotionModel.SHAPES - 1);
    RealMatrix angles = cross.getSubMatrix(0, last, MotionModel.SHAPES, outputs() - 1);
    RealMatrix slopes = cross.copy();
    slopes.setSubMatrix(Ridge.solve(square, shapes, ridges(FOR_SHAPES)).getData(), 0, 0);
    slopes.setSubMatrix(
        Ridge.solve(square, angles, ridges(FOR_ANGLES)).getData(), 0, MotionModel.SHAPES);
    return npy(slopes.getData());
  }

  private static double[] ridges(double[] groups) {
    double[] ridges = new double[MotionFeatures.SIZE];
    Arrays.fill(ridges, 0, MotionFeatures.LIPS, groups[0]);
    Arrays.fill(ridges, MotionFeatures.LIPS, MotionFeatures.EYES, groups[1]);
    Arrays.fill(ridges, MotionFeatures.EYES, ridges.length, groups[2]);
    return ridges;
  }

  /** The levels of angles, {@code people} and {@code level}. */
  private List<Npy> level() {
    List<float[]> means = features.stream().map(MotionModel::mean).toList();
    float[] mean = MotionModel.mean(means);
    float[] both = Arrays.copyOf(mean, 2 * mean.length);
    System.arraycopy(spread(List.of(means)), 0, both, mean.length, mean.length);
    Npy people = new Npy(new int[] {2, mean.length}, both);
    List<float[]> angles =
        truth.stream()
            .map(MotionModel::mean)
            .map(row -> Arrays.copyOfRange(row, MotionModel.SHAPES, outputs()))
            .toList();
    List<float[]> x = means.stream().map(row -> MotionModel.amongPeople(row, people)).toList();
    return List.of(people, npy(affine(x, angles, LEVEL_RIDGE)));
  }

  private Npy shapes(List<List<float[]>> linear, float[] spread) {
    List<float[]> bent = new ArrayList<>();
    List<float[]> shapes = new ArrayList<>();
    for (int p = 0; p < linear.size(); p++) {
      for (float[] z : MotionModel.readings(linear.get(p), spread)) {
        bent.add(MotionModel.HINGES.of(z));
      }
      truth.get(p).forEach(row -> shapes.add(Arrays.copyOf(row, MotionModel.SHAPES)));
    }
    return npy(affine(bent, shapes, SHAPE_RIDGE));
  }

  /** Constants, then slopes. */
  private static double[][] affine(List<float[]> x, List<float[]> y, double ridge) {
    float[] at = MotionModel.mean(x);
    float[] of = MotionModel.mean(y);
    GramSums sums = new GramSums(at.length, of.length);
    add(sums, centred(x), centred(y));
    double[][] slopes = Ridge.solve(sums.square(), sums.cross(), ridge).getData();
    double[][] all = new double[slopes.length + 1][];
    all[0] = new double[of.length];
    for (int k = 0; k < of.length; k++) {
      all[0][k] = of[k];
      for (int i = 0; i < slopes.length; i++) {
        all[0][k] -= slopes[i][k] * at[i];
      }
    }
    System.arraycopy(slopes, 0, all, 1, slopes.length);
    return all;
  }

  private static List<float[]> centred(List<float[]> rows) {
    float[] mean = MotionModel.mean(rows);
    return rows.stream()
        .map(
            row -> {
              float[] c = new float[mean.length];
              for (int i = 0; i < c.length; i++) {
                c[i] = row[i] - mean[i];
              }
              return c;
            })
        .toList();
  }

  /** Standard deviations within clips. */
  private static float[] spread(List<List<float[]>> clips) {
    double[] squares = new double[clips.get(0).get(0).length];
    long count = 0;
    for (List<float[]> clip : clips) {
      for (float[] row : centred(clip)) {
        for (int i = 0; i < squares.length; i++) {
          squares[i] += (double) row[i] * row[i];
        }
        count++;
      }
    }
    float[] spread = new float[squares.length];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = (float) Math.sqrt(squares[i] / count);
    }
    return spread;
  }

  private static Npy npy(double[][] rows) {
    int columns = rows[0].length;
    float[] data = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < columns; k++) {
        data[i * columns + k] = (float) rows[i][k];
      }
    }
    return new Npy(new int[] {rows.length, columns}, data);
  }
}
