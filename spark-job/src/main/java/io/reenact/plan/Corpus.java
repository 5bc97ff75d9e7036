package io.reenact.plan;

import io.reenact.error.StorageErrors;
import io.reenact.error.UserError;
import io.reenact.text.Names;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the clips of a corpus: {@code <corpus>/<identity>/<clip>.mp4}, a flat folder where each
 * file is an identity, or a manifest. Folders are read two levels deep and no further, so that
 * loops of links don't matter.
 */
public final class Corpus {
  private static final int NAMED = 3;

  private Corpus() {}

  /**
   * @param uri a folder or a manifest on any Hadoop file system
   * @param extensions of clips, lower case
   * @return sorted by identity and clip
   * @throws UserError if there is none, or nothing in it
   */
  public static List<Clip> clips(SparkSession spark, String uri, Set<String> extensions) {
    try {
      Path root = new Path(uri);
      FileSystem fs = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus status = fs.getFileStatus(root);
      boolean manifest = status.isFile() || root.getName().endsWith(".parquet");
      List<Clip> clips =
          manifest
              ? Manifest.read(spark, fs.makeQualified(root))
              : folder(fs, status.getPath(), extensions);
      if (clips.isEmpty()) {
        throw new UserError(
            "corpus "
                + uri
                + " has no clips; expected <corpus>/<identity>/<clip>.mp4, <corpus>/<identity>.mp4"
                + " or a manifest (index.extensions = "
                + String.join(",", extensions)
                + ")");
      }
      check(clips, uri);
      return clips.stream()
          .sorted(Comparator.comparing(Clip::identity).thenComparing(Clip::clip))
          .toList();
    } catch (FileNotFoundException e) {
      throw new UserError("corpus " + uri + " does not exist; check --corpus", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("corpus " + uri + " can't be read: " + StorageErrors.line(e), e);
    }
  }

  private static List<Clip> folder(FileSystem fs, Path root, Set<String> extensions)
      throws IOException {
    List<Clip> clips = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (FileStatus entry : entries(fs, root)) {
      String name = entry.getPath().getName();
      if (entry.isFile() && isClip(name, extensions)) {
        clips.add(clip(stem(name), entry.getPath(), taken));
      } else if (entry.isDirectory()) {
        for (FileStatus file : entries(fs, entry.getPath())) {
          if (file.isFile() && isClip(file.getPath().getName(), extensions)) {
            clips.add(clip(name, file.getPath(), taken));
          }
        }
      }
    }
    return clips;
  }

  private static Clip clip(String identity, Path path, Set<String> taken) {
    String name = stem(path.getName());
    if (!taken.add(identity + "/" + name)) {
      name = path.getName();
      taken.add(identity + "/" + name);
    }
    return new Clip(identity, name, path.toString(), null, null);
  }

  /** What a folder holds, sorted; names that begin with a dot or an underscore are hidden. */
  private static List<FileStatus> entries(FileSystem fs, Path folder) throws IOException {
    List<FileStatus> all = new ArrayList<>(List.of(fs.listStatus(folder)));
    if (fs.getUri().getScheme().equals("file")) {
      addUnlisted(folder, all);
    }
    List<FileStatus> visible = new ArrayList<>();
    for (FileStatus entry : all) {
      String name = entry.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        visible.add(entry);
      }
    }
    visible.sort(Comparator.comparing(e -> e.getPath().getName()));
    return visible;
  }

  /** On local disks Hadoop leaves out links to nothing; as clips that are not there they show. */
  private static void addUnlisted(Path folder, List<FileStatus> all) {
    String[] names = new File(folder.toUri().getPath()).list();
    Set<String> listed = new HashSet<>();
    all.forEach(e -> listed.add(e.getPath().getName()));
    for (String name : names == null ? new String[0] : names) {
      if (!listed.contains(name)) {
        Path path = new Path(folder, new Path(null, null, name));
        all.add(new FileStatus(0, false, 1, 0, 0, path));
      }
    }
  }

  private static boolean isClip(String name, Set<String> extensions) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static void check(List<Clip> clips, String uri) {
    Set<String> labels = new HashSet<>();
    List<String> twice =
        clips.stream()
            .map(Clip::label)
            .filter(label -> !labels.add(label))
            .map(Names::printable)
            .distinct()
            .toList();
    if (!twice.isEmpty()) {
      throw new UserError(
          "corpus "
              + uri
              + " names the same identity and clip twice: "
              + String.join(", ", twice.subList(0, Math.min(NAMED, twice.size())))
              + "; give each clip of an identity its own name");
    }
  }
}
