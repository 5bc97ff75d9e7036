package io.reenact.latent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Npy;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Directions that were fitted to a generator (Bounareli et al.: delta w = p A), as a folder keeps
 * them: {@code directions.npy}, float32 [K, w_dim], and {@code directions.json}. An attribute's
 * range in sampled pictures is scaled to -1 to 1, so a direction's value of 1 changes it by half of
 * its range.
 *
 * @param generator id of the bundle that they belong to
 * @param generatorName its name, for messages
 * @param attributes a row's name and what it was seen to be, by row
 * @param figures of the fit: how it was made and how good it is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FittedDirections(
    String generator,
    String generatorName,
    List<Attribute> attributes,
    Map<String, Object> figures) {
  /** The file of the matrix. */
  public static final String MATRIX = "directions.npy";

  /** The file of names, ranges and figures. */
  public static final String FACTS = "directions.json";

  /** From one end of an attribute's range to the other. */
  private static final double REACH = 2;

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /**
   * An attribute that networks read in pictures.
   *
   * @param name of the direction
   * @param low end of its range in sampled pictures, in its own unit
   * @param high end of its range
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Attribute(String name, double low, double high) {
    /** What a value of 1 changes it by. */
    public double unit() {
      return (high - low) / REACH;
    }
  }

  /** Missing figures are none. */
  public FittedDirections {
    figures = figures == null ? Map.of() : new LinkedHashMap<>(figures);
  }

  /**
   * A bundle with a folder's directions in the place of its own.
   *
   * @param folder on any Hadoop file system; empty or null: the bundle as it is
   * @throws UserError if the folder holds no directions, damaged ones, or another generator's
   */
  public static GeneratorBundle in(GeneratorBundle bundle, String folder, Configuration hadoop) {
    if (folder == null || folder.isEmpty()) {
      return bundle;
    }
    FittedDirections found = open(folder, hadoop);
    if (!bundle.id().equals(found.generator)) {
      throw new BadInput(
          "directions in "
              + folder
              + " were fitted to generator "
              + found.generatorName
              + " ("
              + found.generator
              + "), generator.bundle is "
              + bundle.manifest().name()
              + " ("
              + bundle.id()
              + "): fit directions to this one, or set generator.bundle");
    }
    return found.in(bundle, matrix(folder, hadoop), folder + "/" + MATRIX);
  }

  /**
   * A bundle with these directions.
   *
   * @param npy bytes of the matrix
   * @param where what to call it in an error
   */
  public GeneratorBundle in(GeneratorBundle bundle, byte[] npy, String where) {
    Npy matrix = Npy.parse(npy, where);
    int[] shape = matrix.shape();
    if (shape.length != 2
        || shape[0] != attributes.size()
        || shape[1] != bundle.manifest().wDim()) {
      throw new BadInput(
          where
              + " must be ["
              + attributes.size()
              + ", "
              + bundle.manifest().wDim()
              + "]: fit the directions again");
    }
    for (float v : matrix.data()) {
      if (!Float.isFinite(v)) {
        throw new BadInput(where + " holds values that are no numbers: fit the directions again");
      }
    }
    double[][] ranges = new double[shape[0]][];
    double[] units = new double[shape[0]];
    for (int k = 0; k < ranges.length; k++) {
      ranges[k] = new double[] {-REACH, REACH};
      units[k] = attributes.get(k).unit();
    }
    return bundle.with(
        new GeneratorManifest.Directions(
            MATRIX, attributes.stream().map(Attribute::name).toList(), ranges, units),
        npy);
  }

  /**
   * What a folder says of its directions.
   *
   * @throws UserError if it holds none, or damaged ones
   */
  public static FittedDirections open(String folder, Configuration hadoop) {
    return parse(read(folder, FACTS, hadoop), FACTS + " in " + folder);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param where what to call it in an error
   * @throws UserError if it is damaged
   */
  public static FittedDirections parse(byte[] json, String where) {
    FittedDirections found;
    try {
      found = JSON.readValue(json, FittedDirections.class);
    } catch (JsonProcessingException e) {
      throw new BadInput(damaged(where, e.getOriginalMessage().lines().findFirst().orElse("")), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    if (found == null
        || found.generator == null
        || found.attributes == null
        || found.attributes.isEmpty()) {
      throw new BadInput(damaged(where, "generator and attributes must be set"));
    }
    HashSet<String> names = new HashSet<>();
    for (Attribute a : found.attributes) {
      if (a == null || a.name == null || !names.add(a.name) || !(a.high > a.low)) {
        throw new BadInput(
            damaged(where, "each attribute has a name of its own, and low below high"));
      }
    }
    return found;
  }

  private static String damaged(String where, String why) {
    return where + " can't be read (" + why + "): fit the directions again";
  }

  /**
   * The bytes of a folder's matrix.
   *
   * @throws UserError if it can't be read
   */
  public static byte[] matrix(String folder, Configuration hadoop) {
    return read(folder, MATRIX, hadoop);
  }

  private static byte[] read(String folder, String file, Configuration hadoop) {
    return FittedFolder.read(folder, file, "directions", "directions fit", hadoop);
  }

  /**
   * A hash of all that a folder says.
   *
   * @throws UserError if it can't be read
   */
  public static String hash(String folder, Configuration hadoop) {
    return GeneratorBundle.sha256(read(folder, FACTS, hadoop))
        + GeneratorBundle.sha256(matrix(folder, hadoop));
  }

  /** As bytes of {@link #FACTS}. */
  public byte[] encode() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
