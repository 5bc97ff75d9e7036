package io.reenact.generator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code generator.json}, the manifest of a bundle (docs/design/method.md, section 1).
 *
 * @param name the generator's name
 * @param kind {@code gaussians}: synthesis takes ws [B, num_ws, w_dim] and ends in Gaussians [B, N,
 *     14]; {@code image}: it takes ws and cameras [B, 25] and ends in square pictures [B, 3, S, S]
 *     in [-1, 1] over white, S being the image size
 * @param version the bundle's version
 * @param licence licence note
 * @param zDim floats of z
 * @param wDim floats of one w
 * @param numWs how many w the synthesis network takes
 * @param wSpace {@code W} (offsets have w_dim floats, broadcast to every layer) or {@code W+}
 *     (num_ws x w_dim)
 * @param gaussians Gaussians a head; 0 if it ends in pictures
 * @param imageSize pixels a side the generator was trained for
 * @param similarity head-model centimetres to world: world = scale * cm + translation
 * @param canonicalSimilarity MediaPipe's canonical mesh to world; null if unknown
 * @param expressions names of the expression entries of z, if the generator has them
 * @param zLayout what the entries of z mean; empty where they mean nothing alone
 * @param fineTune learning rates of tuning by parameter; empty: the method's 1e-3 for all
 * @param directions linear map from expression coefficients to w (Bounareli et al.); null if none
 * @param landmarks68 Gaussians that sit on the 68 Multi-PIE landmarks; null if none
 * @param boundaries editing boundaries by attribute
 * @param files SHA-256 by file name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GeneratorManifest(
    String name,
    String kind,
    String version,
    String licence,
    int zDim,
    int wDim,
    int numWs,
    String wSpace,
    int gaussians,
    int imageSize,
    Similarity similarity,
    Similarity canonicalSimilarity,
    List<String> expressions,
    List<ZPart> zLayout,
    List<FineTune> fineTune,
    Directions directions,
    Landmarks landmarks68,
    Map<String, Boundary> boundaries,
    Map<String, String> files) {

  /** Far more than any generator has: a false number must not cost the memory it asks for. */
  private static final int MOST_DIMS = 1 << 20;

  private static final int MOST_GAUSSIANS = 1 << 24;

  /**
   * {@code world = scale * rotation * x + translation}; rotation is 3x3 row-major, identity if
   * null.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Similarity(double scale, double[] rotation, double[] translation) {}

  /**
   * Entries {@code offset .. offset + length - 1} of z; settable as {@code z = scale * value +
   * shift} if scale is not 0; {@code names} has one name an entry, or is empty.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ZPart(
      String name, int offset, int length, double scale, double shift, List<String> names) {
    /** Missing names are none. */
    public ZPart {
      names = names == null ? List.of() : List.copyOf(names);
    }

    /** Whether it holds an expression, which an anchor must not have. */
    public boolean expressive() {
      return name.equals("expression") || name.equals("gaze") || name.equals("mood");
    }
  }

  /** A group of parameters and its learning rate in joint tuning. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record FineTune(String group, double learningRate, List<String> parameters) {}

  /**
   * The file of directions [K, w_dim], a name and a range a row.
   *
   * @param units what each direction changes an attribute by that networks read in pictures, in the
   *     attribute's own unit; null where directions are coefficients of an expression model
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Directions(String file, List<String> names, double[][] ranges, double[] units) {}

  /** For each of 68 landmarks the Gaussians around it and their weights, which sum to 1. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Landmarks(int[][] indices, double[][] weights) {}

  /**
   * A unit normal [1, w_dim] in a file, the classifier's intercept, and the range of scores seen.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Boundary(String file, double intercept, double[] range) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** Missing lists and maps are empty. */
  public GeneratorManifest {
    expressions = expressions == null ? List.of() : List.copyOf(expressions);
    zLayout = zLayout == null ? List.of() : List.copyOf(zLayout);
    fineTune = fineTune == null ? List.of() : List.copyOf(fineTune);
    boundaries = boundaries == null ? Map.of() : Map.copyOf(boundaries);
    files = files == null ? Map.of() : Map.copyOf(files);
  }

  /**
   * Reads a manifest.
   *
   * @param bytes of generator.json
   * @param where what to call the bundle in an error
   * @throws UserError if it is not a usable manifest
   */
  public static GeneratorManifest parse(byte[] bytes, String where) {
    GeneratorManifest m;
    try {
      m = JSON.readValue(new String(bytes, StandardCharsets.UTF_8), GeneratorManifest.class);
    } catch (JsonProcessingException e) {
      throw new BadInput(
          "generator.json of "
              + where
              + " can't be read ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + "): export the bundle again",
          e);
    }
    if (m == null) {
      throw new BadInput("generator.json of " + where + " is unusable: it says null");
    }
    m.require(
        m.name != null && m.kind != null && m.wSpace != null,
        where,
        "name, kind and w_space must be set");
    m.require(
        "gaussians".equals(m.kind) || "image".equals(m.kind),
        where,
        "kind '" + m.kind + "' is unknown; known are 'gaussians' and 'image'");
    m.require(
        "W".equals(m.wSpace) || "W+".equals(m.wSpace),
        where,
        "w_space '" + m.wSpace + "' is neither 'W' nor 'W+'");
    m.require(
        m.zDim > 0 && m.wDim > 0 && m.numWs > 0, where, "z_dim, w_dim and num_ws must be positive");
    m.require(
        m.endsInPictures() ? m.gaussians == 0 && m.landmarks68 == null : m.gaussians > 0,
        where,
        "gaussians must be positive, or with kind 'image' absent like landmarks68");
    m.require(
        !m.endsInPictures() || m.imageSize > 0,
        where,
        "with kind 'image', image_size must be positive");
    m.require(
        m.zDim <= MOST_DIMS
            && m.wDim <= MOST_DIMS
            && m.numWs <= MOST_DIMS / m.wDim
            && m.gaussians <= MOST_GAUSSIANS,
        where,
        "z_dim and num_ws * w_dim go up to " + MOST_DIMS + ", gaussians to " + MOST_GAUSSIANS);
    m.require(
        m.files.containsKey("mapping.pt")
            && m.files.containsKey("synthesis.pt")
            && m.files.containsKey("latent_stats.json"),
        where,
        "files must list mapping.pt, synthesis.pt and latent_stats.json with their SHA-256");
    for (String f : m.files.keySet()) {
      m.require(
          !f.startsWith("/") && !f.contains("..") && !f.contains("\\"),
          where,
          "file name '" + f + "' leaves the bundle");
    }
    return m;
  }

  /** The same generator with other directions. */
  GeneratorManifest with(Directions other) {
    return new GeneratorManifest(
        name,
        kind,
        version,
        licence,
        zDim,
        wDim,
        numWs,
        wSpace,
        gaussians,
        imageSize,
        similarity,
        canonicalSimilarity,
        expressions,
        zLayout,
        fineTune,
        other,
        landmarks68,
        boundaries,
        files);
  }

  /** A copy of z with a neutral expression; the same z where its entries mean nothing alone. */
  public float[] neutral(float[] z) {
    float[] out = z.clone();
    for (ZPart part : zLayout) {
      if (part.expressive()) {
        Arrays.fill(out, part.offset(), part.offset() + part.length(), 0f);
      }
    }
    return out;
  }

  /** Whether synthesis ends in pictures instead of Gaussians. */
  public boolean endsInPictures() {
    return "image".equals(kind);
  }

  /** Floats of an anchor and of an offset: w_dim in W, num_ws * w_dim in W+. */
  public int latentSize() {
    return "W".equals(wSpace) ? wDim : Math.multiplyExact(numWs, wDim);
  }

  private void require(boolean ok, String where, String what) {
    if (!ok) {
      throw new BadInput("generator.json of " + where + " is unusable: " + what);
    }
  }
}
