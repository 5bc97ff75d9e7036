package io.reenact.latent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.error.BadInput;
import io.reenact.error.Suggestions;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.generator.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Boundaries by name: those of a folder ({@code NAME.npy}, with intercept and range in {@code
 * NAME.json} if that is there), then those of the bundle, then the bundle's directions. A folder's
 * file is read when it is first asked for. Threads may share one.
 */
public final class Boundaries {
  private static final String SUFFIX = ".npy";

  private final GeneratorBundle bundle;
  private final String folder;
  private final Configuration hadoop;
  private final Set<String> own;
  private final Map<String, Boundary> read = new ConcurrentHashMap<>();

  private Boundaries(GeneratorBundle bundle, String folder, Configuration hadoop, Set<String> own) {
    this.bundle = bundle;
    this.folder = folder;
    this.hadoop = hadoop;
    this.own = own;
  }

  /**
   * Looks into a folder.
   *
   * @param folder on any Hadoop file system; empty or null for the bundle's only
   * @throws UserError if the folder is missing
   */
  public static Boundaries open(GeneratorBundle bundle, String folder, Configuration hadoop) {
    return new Boundaries(bundle, folder, hadoop, namesIn(folder, hadoop));
  }

  /**
   * The names of a folder's boundaries.
   *
   * @param folder on any Hadoop file system; empty or null for none
   * @throws UserError if the folder is missing
   */
  public static SortedSet<String> namesIn(String folder, Configuration hadoop) {
    SortedSet<String> names = new TreeSet<>();
    if (folder == null || folder.isEmpty()) {
      return names;
    }
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(hadoop);
      if (!fs.exists(path)) {
        throw new BadInput("folder of boundaries " + folder + " does not exist");
      }
      for (FileStatus file : fs.listStatus(path)) {
        String name = file.getPath().getName();
        if (file.isFile() && name.endsWith(SUFFIX)) {
          names.add(name.substring(0, name.length() - SUFFIX.length()));
        }
      }
      return names;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(folder, e);
    }
  }

  private static UserError unreadable(String folder, Exception e) {
    return UnusableStore.or("boundaries in " + folder + " can't be read", e);
  }

  private Boundary read(String name) {
    Path npy = new Path(folder, name + SUFFIX);
    Path facts = new Path(folder, name + ".json");
    int wDim = bundle.manifest().wDim();
    try {
      FileSystem fs = npy.getFileSystem(hadoop);
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
          throw new BadInput(
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
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** The bundle whose boundaries come after the folder's. */
  public GeneratorBundle bundle() {
    return bundle;
  }

  /** Names of the boundaries, without the directions. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(own);
    names.addAll(bundle.manifest().boundaries().keySet());
    return names;
  }

  /** Names of all that a latent can be moved along: boundaries and directions. */
  public SortedSet<String> stepNames() {
    SortedSet<String> names = names();
    if (bundle.manifest().directions() != null) {
      names.addAll(bundle.manifest().directions().names());
    }
    return names;
  }

  /** Whether a boundary comes from the folder. */
  public boolean isOwn(String name) {
    return own.contains(name);
  }

  /**
   * A boundary.
   *
   * @throws UserError if there is none of this name, or its file is no boundary of this generator
   */
  public Boundary find(String name) {
    if (own.contains(name)) {
      return read.computeIfAbsent(name, this::read);
    }
    GeneratorManifest.Boundary m = bundle.manifest().boundaries().get(name);
    if (m == null) {
      throw new BadInput(
          "there is no boundary '"
              + name
              + "'"
              + Suggestions.of(name, names())
              + "; there are "
              + names());
    }
    double[] range = m.range() == null ? new double[] {Double.NaN, Double.NaN} : m.range();
    return Boundary.of(
        name, Npy.parse(bundle.file(m.file()), m.file()), m.intercept(), range[0], range[1]);
  }

  /** Whether there is a boundary of this name, in the folder or in the bundle. */
  public boolean has(String name) {
    return own.contains(name) || bundle.manifest().boundaries().containsKey(name);
  }

  /**
   * What an edit of strength 1 adds to a w: a boundary's unit normal, else a direction as it is.
   *
   * @return {@code [w_dim]}
   * @throws UserError if there is neither
   */
  public float[] step(String name) {
    GeneratorManifest m = bundle.manifest();
    if (has(name)) {
      return find(name).normal();
    }
    int k = m.directions() == null ? -1 : m.directions().names().indexOf(name);
    if (k < 0) {
      SortedSet<String> known = stepNames();
      throw new BadInput(
          "bundle "
              + bundle.where()
              + " has no boundary or direction '"
              + name
              + "'"
              + Suggestions.of(name, known)
              + "; there are "
              + known);
    }
    return bundle.directions()[k];
  }

  /**
   * What an edit of strength 1 adds to a latent: {@link #step}, in W+ the same for every layer.
   *
   * @return {@code [latentSize]}
   * @throws UserError if there is neither boundary nor direction
   */
  public float[] latentStep(String name) {
    return repeated(step(name), bundle.manifest().latentSize());
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

  /**
   * A latent with an expression by numbers; in W+ every layer alike.
   *
   * @param latent {@code [w_dim]} or {@code [num_ws * w_dim]}
   * @param numbers by name of a direction
   * @throws UserError if there is no such direction, or the latent is not of this generator
   */
  public float[] animate(float[] latent, Map<String, Double> numbers) {
    requireDirections(bundle, numbers.keySet());
    List<String> names = bundle.manifest().directions().names();
    float[][] directions = bundle.directions();
    float[] moved = latent;
    for (Map.Entry<String, Double> e : numbers.entrySet()) {
      float[] step = directions[names.indexOf(e.getKey())];
      moved = Latents.plus(moved, e.getValue(), repeated(step, latent.length));
    }
    return moved;
  }

  /**
   * Refuses names that are no directions.
   *
   * @throws UserError if the bundle has no direction of a name
   */
  public static void requireDirections(GeneratorBundle bundle, Iterable<String> names) {
    GeneratorManifest.Directions d = bundle.manifest().directions();
    List<String> known = d == null ? List.of() : d.names();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new BadInput(
            "bundle "
                + bundle.where()
                + " has no direction '"
                + name
                + "'"
                + Suggestions.of(name, known)
                + (known.isEmpty()
                    ? "; fit some (directions fit) and name their folder"
                    : "; there are " + known));
      }
    }
  }

  /** A vector of w as a latent of W+ is shaped. */
  public static float[] repeated(float[] w, int length) {
    if (length == 0 || length % w.length != 0) {
      throw new BadInput(
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
