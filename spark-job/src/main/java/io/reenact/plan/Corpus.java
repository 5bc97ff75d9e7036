package io.reenact.plan;

import io.reenact.error.BadInput;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.video.InputFiles;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the clips of a corpus: {@code <corpus>/<identity>/<clip>.mp4}, {@code
 * <corpus>/<identity>/<part>/<clip>.mp4} (the clip is then called {@code part/clip}), a flat folder
 * where each file is an identity, or a manifest. Folders are read three levels deep and no further,
 * so that loops of links don't matter. Names that begin with a dot are hidden, as shells and file
 * managers have it; those that begin with an underscore are names like others.
 */
public final class Corpus {
  private static final int LEVELS = 3;

  /** What the command synth writes beside the clips of a corpus. */
  private static final String TRUTH = "_truth";

  private Corpus() {}

  /**
   * What a corpus holds.
   *
   * @param uri qualified
   * @param clips sorted by identity and clip
   * @param wrong by {@link Clip#label}, what is wrong with the rows of a manifest that named these
   *     clips, without keys
   * @param leftOut lines on the files, folders and rows that are no clips
   */
  public record Found(
      String uri, List<Clip> clips, Map<String, String> wrong, List<String> leftOut) {}

  /** The clips of a corpus that no workspace lies in. */
  public static List<Clip> clips(SparkSession spark, String uri, Set<String> extensions) {
    return find(spark, uri, extensions, Set.of()).clips();
  }

  /**
   * @param uri a folder or a manifest on any Hadoop file system
   * @param extensions of clips, lower case
   * @param not qualified paths of folders that are no corpus: those of the workspace
   * @throws UserError if there is none, or nothing in it
   */
  public static Found find(
      SparkSession spark, String uri, Set<String> extensions, Set<String> not) {
    try {
      Path root = new Path(uri);
      FileSystem fs = InputFiles.of(root, spark.sparkContext().hadoopConfiguration());
      FileStatus status = fs.getFileStatus(root);
      boolean manifest = status.isFile() || root.getName().endsWith(".parquet");
      Found found =
          manifest
              ? Manifest.read(spark, fs.makeQualified(root))
              : folder(fs, status.getPath(), extensions, not);
      if (found.clips().isEmpty()) {
        throw new BadInput(
            "corpus "
                + uri
                + " has no clips; expected <corpus>/<identity>/<clip>.mp4, <corpus>/<identity>.mp4"
                + " or a manifest (index.extensions = "
                + String.join(",", extensions)
                + ")"
                + found.leftOut().stream().map(l -> "; " + l).collect(Collectors.joining()));
      }
      return new Found(
          fs.makeQualified(root).toString(),
          found.clips().stream()
              .sorted(Comparator.comparing(Clip::identity).thenComparing(Clip::clip))
              .toList(),
          found.wrong(),
          found.leftOut());
    } catch (FileNotFoundException e) {
      throw new BadInput("corpus " + uri + " does not exist; check --corpus", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or("corpus " + uri + " can't be read", e);
    }
  }

  /** A folder on the way: {@code identity} and {@code prefix} of clips in it. */
  private record Place(Path folder, String identity, String prefix, int depth) {}

  static Found folder(FileSystem fs, Path root, Set<String> extensions, Set<String> not)
      throws IOException {
    LeftOut left = new LeftOut();
    List<Clip> clips = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    Deque<Place> places = new ArrayDeque<>(List.of(new Place(root, null, "", 0)));
    while (!places.isEmpty()) {
      Place at = places.remove();
      List<FileStatus> entries;
      try {
        entries = entries(fs, at.folder());
      } catch (IOException e) {
        // Without it, its clips would count as gone.
        throw UnusableStore.or("folder " + at.folder() + " of the corpus can't be listed", e);
      }
      for (FileStatus entry : entries) {
        String name = entry.getPath().getName();
        if ((at.depth() == 0 && name.equals(TRUTH)) || not.contains(entry.getPath().toString())) {
          continue;
        }
        if (name.startsWith(".")) {
          left.hidden();
        } else if (entry.isDirectory()
            && (at.depth() == LEVELS - 1 || leadsBack(fs, at.folder(), entry.getPath()))) {
          left.deeper();
        } else if (entry.isDirectory()) {
          places.add(
              at.depth() == 0
                  ? new Place(entry.getPath(), name, "", 1)
                  : new Place(
                      entry.getPath(), at.identity(), at.prefix() + name + "/", at.depth() + 1));
        } else if (isClip(name, extensions)) {
          String identity = at.depth() == 0 ? stem(name) : at.identity();
          clips.add(clip(identity, at.prefix(), entry.getPath(), taken));
        } else {
          left.other(name);
        }
      }
    }
    return new Found(root.toString(), clips, Map.of(), left.line().stream().toList());
  }

  /** Whether a folder is a link to one that it lies in: its clips would be found again. */
  private static boolean leadsBack(FileSystem fs, Path folder, Path entry) throws IOException {
    if (!fs.getUri().getScheme().equals("file")) {
      return false;
    }
    java.nio.file.Path here = new File(folder.toUri().getPath()).getCanonicalFile().toPath();
    return here.startsWith(new File(entry.toUri().getPath()).getCanonicalFile().toPath());
  }

  private static Clip clip(String identity, String prefix, Path path, Set<String> taken) {
    String name = prefix + stem(path.getName());
    if (!taken.add(identity + "/" + name)) {
      name = prefix + path.getName();
      taken.add(identity + "/" + name);
    }
    return new Clip(identity, name, path.toString(), null, null);
  }

  /** What a folder holds, sorted. */
  private static List<FileStatus> entries(FileSystem fs, Path folder) throws IOException {
    List<FileStatus> all = new ArrayList<>(List.of(fs.listStatus(folder)));
    if (fs.getUri().getScheme().equals("file")) {
      addUnlisted(folder, all);
    }
    all.sort(Comparator.comparing(e -> e.getPath().getName()));
    return all;
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
}
