package io.reenact.latent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.camera.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Boundaries by name: those of a folder ({@code NAME.npy}, with intercept and range in {@code
 * NAME.json} if that is there), then those of the bundle, then the bundle's directions.
 */
public final class Boundaries {
  private final GeneratorBundle bundle;
  private final Map<String, Boundary> own;

  private Boundaries(GeneratorBundle bundle, Map<String, Boundary> own) {
    this.bundle = bundle;
    this.own = own;
  }

  /**
   * Reads a folder's boundaries.
   *
   * @param folder on any Hadoop file system; empty or null for the bundle's only
   * @throws UserError if the folder is missing, or a file is no boundary of this generator
   */
  public static Boundaries open(GeneratorBundle bundle, String folder, Configuration hadoop) {
    Map<String, Boundary> own = new TreeMap<>();
    if (folder != null && !folder.isEmpty()) {
      try {
        Path path = new Path(folder);
        FileSystem fs = path.getFileSystem(hadoop);
        if (!fs.exists(path)) {
          throw new UserError("folder of boundaries " + folder + " does not exist");
        }
        for (FileStatus file : fs.listStatus(path)) {
          String name = file.getPath().getName();
          if (file.isFile() && name.endsWith(".npy")) {
            String attribute = name.substring(0, name.length() - ".npy".length());
            own.put(attribute, read(fs, path, attribute, bundle.manifest().wDim()));
          }
        }
      } catch (IOException e) {
        throw new UserError("boundaries in " + folder + " can't be read: " + e.getMessage(), e);
      }
    }
    return new Boundaries(bundle, own);
  }

  private static Boundary read(FileSystem fs, Path folder, String name, int wDim)
      throws IOException {
    Path npy = new Path(folder, name + ".npy");
    Path facts = new Path(folder, name + ".json");
    JsonNode json = new ObjectMapper().createObjectNode();
    if (fs.exists(facts)) {
      try (InputStream in = fs.open(facts)) {
        json = new ObjectMapper().readTree(in.readAllBytes());
      }
    }
    try (InputStream in = fs.open(npy)) {
      Boundary b =
          Boundary.of(
              name,
              Npy.parse(in.readAllBytes(), npy.toString()),
              json.path("intercept").asDouble(Double.NaN),
              json.path("range").path(0).asDouble(Double.NaN),
              json.path("range").path(1).asDouble(Double.NaN));
      if (b.normal().length != wDim) {
        throw new UserError(
            "boundary "
                + npy
                + " has "
                + b.normal().length
                + " floats, the generator's w_dim is "
                + wDim
                + ": it belongs to another generator");
      }
      return b;
    }
  }

  /** Names of the boundaries, without the directions. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(own.keySet());
    names.addAll(bundle.manifest().boundaries().keySet());
    return names;
  }

  /** Whether a boundary comes from the folder. */
  public boolean isOwn(String name) {
    return own.containsKey(name);
  }

  /**
   * A boundary.
   *
   * @throws UserError if there is none of this name
   */
  public Boundary find(String name) {
    Boundary b = own.get(name);
    if (b != null) {
      return b;
    }
    GeneratorManifest.Boundary m = bundle.manifest().boundaries().get(name);
    if (m == null) {
      throw new UserError("there is no boundary '" + name + "'; there are " + names());
    }
    double[] range = m.range() == null ? new double[] {Double.NaN, Double.NaN} : m.range();
    return Boundary.of(
        name, Npy.parse(bundle.file(m.file()), m.file()), m.intercept(), range[0], range[1]);
  }

  /**
   * What an edit of strength 1 adds to a w: a boundary's unit normal, else a direction as it is.
   *
   * @return {@code [w_dim]}
   * @throws UserError if there is neither
   */
  public float[] step(String name) {
    GeneratorManifest m = bundle.manifest();
    if (own.containsKey(name) || m.boundaries().containsKey(name)) {
      return find(name).normal();
    }
    int k = m.directions() == null ? -1 : m.directions().names().indexOf(name);
    if (k < 0) {
      SortedSet<String> known = names();
      if (m.directions() != null) {
        known.addAll(m.directions().names());
      }
      throw new UserError(
          "bundle "
              + bundle.where()
              + " has no boundary or direction '"
              + name
              + "'; there are "
              + known);
    }
    return bundle.directions()[k];
  }

  /**
   * A latent moved along a boundary or direction; in W+ every layer alike.
   *
   * @param latent {@code [w_dim]} or {@code [num_ws * w_dim]}
   * @throws UserError if there is no such boundary, or the latent is not of this generator
   */
  public float[] edit(float[] latent, String name, double strength) {
    return Latents.plus(latent, strength, repeated(step(name), latent.length));
  }

  /** A vector of w as a latent of W+ is shaped. */
  public static float[] repeated(float[] w, int length) {
    if (length == 0 || length % w.length != 0) {
      throw new UserError(
          "a latent has "
              + length
              + " floats, the boundary "
              + w.length
              + ": both must come from the same generator");
    }
    float[] v = new float[length];
    for (int i = 0; i < length; i += w.length) {
      System.arraycopy(w, 0, v, i, w.length);
    }
    return v;
  }
}
