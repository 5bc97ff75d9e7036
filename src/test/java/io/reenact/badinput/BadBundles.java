package io.reenact.badinput;

import io.reenact.generator.GeneratorBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Copies of a generator bundle with one thing wrong in each. */
final class BadBundles {
  /**
   * A bundle and the hash that a user pins.
   *
   * @param what is wrong
   * @param folder holds it
   * @param pin of {@code generator.json}
   */
  record Bundle(String what, Path folder, String pin) {}

  private final Path whole;
  private final Path parent;
  private final List<Bundle> all = new ArrayList<>();

  private BadBundles(Path whole, Path parent) {
    this.whole = whole;
    this.parent = parent;
  }

  /** Makes them all. */
  static List<Bundle> make(Path whole, Path parent) throws IOException {
    BadBundles b = new BadBundles(whole, parent);
    byte[] json = Files.readAllBytes(whole.resolve("generator.json"));
    String pin = GeneratorBundle.sha256(json);
    String text = new String(json, StandardCharsets.UTF_8);
    for (String file : new String[] {"synthesis.pt", "mapping.pt", "latent_stats.json"}) {
      byte[] bytes = Files.readAllBytes(whole.resolve(file));
      b.files(file + " cut off", pin, file, Arrays.copyOf(bytes, bytes.length / 2));
      byte[] flipped = bytes.clone();
      flipped[bytes.length / 2] ^= 1;
      b.files("one bit of " + file, pin, file, flipped);
      b.files(file + " empty", pin, file, new byte[0]);
      Files.delete(b.files(file + " missing", pin, file, bytes).resolve(file));
    }
    b.files("hostile TorchScript", pin, "synthesis.pt", hostile(parent.resolve("pwned")));
    b.files("no pin", "", "generator.json", json);
    b.files("wrong pin", "0".repeat(64), "generator.json", json);
    for (String other :
        new String[] {
          "",
          "{",
          "[]",
          "null",
          "\"text\"",
          "{}",
          text.replaceAll("\"w_dim\": *\\d+", "\"w_dim\": -1"),
          text.replaceAll("\"w_dim\": *\\d+", "\"w_dim\": 2147483647"),
          text.replaceAll("\"gaussians\": *\\d+", "\"gaussians\": \"many\""),
          text.replaceAll("\"files\": *\\{", "\"files\": {\"../../etc/passwd\": \"00\","),
          text.replaceAll("\"files\": *\\{[^}]*\\}", "\"files\": {}"),
          text.replaceAll("\"files\": *\\{[^}]*\\}", "\"files\": null"),
        }) {
      byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
      b.files("other manifest", GeneratorBundle.sha256(bytes), "generator.json", bytes);
    }
    return b.all;
  }

  private Path files(String what, String pin, String file, byte[] bytes) throws IOException {
    Path folder = parent.resolve("bundle-" + all.size());
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path from : files.toList()) {
        Path to = folder.resolve(whole.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          link(to, from);
        }
      }
    }
    Files.delete(folder.resolve(file));
    Files.write(folder.resolve(file), bytes);
    all.add(new Bundle(what, folder, pin));
    return folder;
  }

  /** Costs no space where both are on one file system. */
  private static void link(Path to, Path from) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  /** A pickle that runs a command when it is read, in the zip that TorchScript files are. */
  private static byte[] hostile(Path touched) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("net/data.pkl"));
      String pickle = "cos\nsystem\n(S'touch " + touched + "'\ntR.";
      zip.write(pickle.getBytes(StandardCharsets.US_ASCII));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
