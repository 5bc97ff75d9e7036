package io.reenact.generator;

import io.reenact.error.BadInput;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A generator bundle with every file verified. Trust starts at the pinned SHA-256 of {@code
 * generator.json}: the embedded bundle's is in this class, a user's comes from the configuration;
 * the manifest then vouches for the other files.
 */
public final class GeneratorBundle {
  /** The name under which the bundle that comes with the build is asked for. */
  public static final String EMBEDDED = "embedded";

  /** The id of the embedded bundle. */
  public static String embeddedId() {
    return EmbeddedPin.SHA256;
  }

  private final String where;
  private final GeneratorManifest manifest;
  private final String manifestSha256;
  private final Map<String, byte[]> files;

  private GeneratorBundle(
      String where, GeneratorManifest manifest, String manifestSha256, Map<String, byte[]> files) {
    this.where = where;
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.files = files;
  }

  /**
   * Loads a bundle.
   *
   * @param uri a directory on any Hadoop file system, or {@link #EMBEDDED}
   * @param pinnedSha256 SHA-256 of generator.json, lower-case hex; not used for the embedded bundle
   * @param hadoop file system settings
   * @throws UserError if a file is missing or differs from its hash
   */
  public static GeneratorBundle load(String uri, String pinnedSha256, Configuration hadoop) {
    boolean embedded = EMBEDDED.equals(uri);
    Source source = embedded ? GeneratorBundle::resource : name -> remote(uri, name, hadoop);
    byte[] json = read(source, "generator.json", uri);
    String found = sha256(json);
    String pinned = embedded ? EmbeddedPin.SHA256 : pinnedSha256;
    if (pinned == null || pinned.isBlank()) {
      throw new BadInput(
          "bundle "
              + uri
              + " is not trusted yet: set generator.sha256="
              + found
              + " if you know where it comes from (TorchScript can run code)");
    }
    if (!found.equals(pinned)) {
      throw new BadInput(
          "generator.json of bundle "
              + uri
              + " has SHA-256 "
              + found
              + ", pinned is "
              + pinned
              + ": check the bundle or set generator.sha256");
    }
    GeneratorManifest manifest = GeneratorManifest.parse(json, uri);
    Map<String, byte[]> files = new LinkedHashMap<>();
    manifest.files().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e -> {
              byte[] bytes = read(source, e.getKey(), uri);
              String hash = sha256(bytes);
              if (!hash.equals(e.getValue())) {
                throw new BadInput(
                    "file "
                        + e.getKey()
                        + " of bundle "
                        + uri
                        + " has SHA-256 "
                        + hash
                        + ", generator.json says "
                        + e.getValue()
                        + ": copy the bundle again");
              }
              files.put(e.getKey(), bytes);
            });
    return new GeneratorBundle(uri, manifest, found, files);
  }

  /** The manifest. */
  public GeneratorManifest manifest() {
    return manifest;
  }

  /** SHA-256 of generator.json: the identity of this generator everywhere in the tables. */
  public String id() {
    return manifestSha256;
  }

  /** Where the bundle was loaded from. */
  public String where() {
    return where;
  }

  /** Statistics of w. */
  public LatentStats latentStats() {
    return LatentStats.parse(file("latent_stats.json"), manifest, where);
  }

  /**
   * The directions [K, w_dim] of the manifest.
   *
   * @return null if the bundle has none
   */
  public float[][] directions() {
    if (manifest.directions() == null) {
      return null;
    }
    Npy a = Npy.parse(file(manifest.directions().file()), manifest.directions().file());
    if (a.shape().length != 2
        || a.shape()[1] != manifest.wDim()
        || a.shape()[0] != manifest.directions().names().size()) {
      throw new BadInput(
          "directions of bundle "
              + where
              + " must be ["
              + manifest.directions().names().size()
              + ", "
              + manifest.wDim()
              + "]");
    }
    float[][] rows = new float[a.shape()[0]][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = a.row(i);
    }
    return rows;
  }

  /**
   * The same generator with other directions in the place of its own; its id stays, since what it
   * draws of a latent does.
   *
   * @param npy the bytes of the file that they name
   */
  public GeneratorBundle with(GeneratorManifest.Directions directions, byte[] npy) {
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    all.put(directions.file(), npy);
    return new GeneratorBundle(where, manifest.with(directions), manifestSha256, all);
  }

  /**
   * One file's bytes.
   *
   * @throws UserError if the manifest does not list it
   */
  public byte[] file(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new BadInput("bundle " + where + " has no file " + name);
    }
    return bytes;
  }

  /** Writes one verified file into a local directory, for libraries that want a path. */
  Path writeTo(Path directory, String name) throws IOException {
    Path target = directory.resolve(name.replace('/', '_'));
    Path part = directory.resolve(target.getFileName() + ".part");
    Files.write(part, file(name));
    return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** SHA-256 in lower-case hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private interface Source {
    InputStream open(String name) throws IOException;
  }

  private static byte[] read(Source source, String name, String uri) {
    try (InputStream in = source.open(name)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new BadInput("bundle " + uri + " has no file " + name + ": check generator.bundle", e);
    } catch (IOException e) {
      throw UnusableStore.or("file " + name + " of bundle " + uri + " can't be read", e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in =
        GeneratorBundle.class.getResourceAsStream("/io/reenact/generator/embedded/" + name);
    if (in == null) {
      throw new FileNotFoundException(name);
    }
    return in;
  }

  private static FSDataInputStream remote(String uri, String name, Configuration hadoop)
      throws IOException {
    org.apache.hadoop.fs.Path path =
        new org.apache.hadoop.fs.Path(new org.apache.hadoop.fs.Path(uri), name);
    return path.getFileSystem(hadoop).open(path);
  }
}
