package io.reenact.direction;

import io.reenact.error.BadInput;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Npy;
import io.reenact.latent.FittedDirections;
import io.reenact.maths.Ridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Directions from sums, by two regressions. The first says how what is read follows w. The second
 * is the ridge regression of changes of w on the changes that the first expects them to show:
 * regressed on what was read itself, directions would come out too short by the reading's noise.
 * The identity embedding and a picture's colours take part in the second, so that directions leave
 * alone what people are known by, their skin, hair and clothes.
 */
public final class DirectionFit {
  /** Share of samples at each end that does not belong to an attribute's range. */
  private static final double TAIL = 0.005;

  /** Keeps the first regression solvable where there are few samples. */
  private static final double FIRST_RIDGE = 1e-3;

  /** An attribute whose range is less than this many of its units can't be read. */
  private static final double LEAST_RANGE = 1e-4;

  private final List<FittedDirections.Attribute> attributes;
  private final float[][] directions;
  private final float[][] shapes;

  private DirectionFit(
      List<FittedDirections.Attribute> attributes, float[][] directions, float[][] shapes) {
    this.attributes = attributes;
    this.directions = directions;
    this.shapes = shapes;
  }

  /**
   * Fits.
   *
   * @param ridge of the second regression, above 0
   */
  public static DirectionFit of(DirectionSums sums, double ridge) {
    int read = ReadFaces.NAMES.size();
    int controlled = DirectionSums.CONTROLLED;
    RealMatrix square = sums.changes().square();
    RealMatrix slopes = Ridge.solve(square, sums.changes().cross(), FIRST_RIDGE);
    RealMatrix seen = slopes.getSubMatrix(0, slopes.getRowDimension() - 1, 0, controlled - 1);
    RealMatrix cross = seen.transpose().multiply(square);
    RealMatrix expected = cross.multiply(seen);
    RealMatrix solved = Ridge.solve(expected, cross, ridge);
    RealMatrix shaped =
        Ridge.solve(
            expected,
            cross.multiply(
                slopes.getSubMatrix(
                    0, slopes.getRowDimension() - 1, controlled, slopes.getColumnDimension() - 1)),
            ridge);
    List<FittedDirections.Attribute> attributes = new ArrayList<>();
    float[][] directions = new float[read][square.getRowDimension()];
    float[][] shapes = new float[read][ReadFaces.SHAPE];
    for (int k = 0; k < read; k++) {
      double[] range = sums.range(k, TAIL);
      String name = ReadFaces.NAMES.get(k);
      if (!(range[1] - range[0] > LEAST_RANGE)) {
        throw new BadInput(
            name
                + " is the same in all samples, so no direction can be found: are these pictures of"
                + " faces?");
      }
      FittedDirections.Attribute attribute =
          new FittedDirections.Attribute(name, range[0], range[1]);
      attributes.add(attribute);
      for (int i = 0; i < directions[k].length; i++) {
        directions[k][i] = (float) (attribute.unit() * solved.getEntry(k, i));
      }
      for (int i = 0; i < shapes[k].length; i++) {
        shapes[k][i] = (float) (attribute.unit() * shaped.getEntry(k, i));
      }
    }
    return new DirectionFit(attributes, directions, shapes);
  }

  /** The same attributes and shapes with other directions. */
  DirectionFit with(float[][] other) {
    return new DirectionFit(attributes, other, shapes);
  }

  /** The matrix [K][w_dim]. */
  float[][] directions() {
    return directions;
  }

  /** What a value of 1 of each attribute does to a shape, [K][68 * 3]. */
  float[][] shapes() {
    return shapes;
  }

  /** Names and ranges. */
  public List<FittedDirections.Attribute> attributes() {
    return attributes;
  }

  /** The matrix [K, w_dim] as a file. */
  public byte[] npy() {
    int width = directions[0].length;
    float[] flat = new float[directions.length * width];
    for (int k = 0; k < directions.length; k++) {
      System.arraycopy(directions[k], 0, flat, k * width, width);
    }
    return new Npy(new int[] {directions.length, width}, flat).encode();
  }

  /**
   * As a folder holds them.
   *
   * @param figures of the fit
   */
  public FittedDirections facts(GeneratorBundle bundle, Map<String, Object> figures) {
    return new FittedDirections(bundle.id(), bundle.manifest().name(), attributes, figures);
  }
}
