package io.reenact.report;

import io.reenact.error.UserError;
import io.reenact.table.Store;
import io.reenact.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of a report. Browsers let a page that was opened from disk load scripts beside it, but
 * not read data, so that each page of data is a script {@code data/KIND-N.js} which hands it over.
 * The page {@code overview-1} says how many there are of each kind; written last, it makes the
 * others the report's.
 */
final class ReportFolder {
  private static final List<String> STATIC =
      List.of("app.js", "app.css", "viewer.js", "licenses.txt", "index.html");

  private static final String DATA = "data";
  private static final String OVERVIEW = "overview";

  private final Store store;
  private final Path root;
  private final Set<String> written = new HashSet<>();

  ReportFolder(Path root, Configuration conf) throws IOException {
    this.store = Store.of(root, conf);
    this.root = store.qualify(root);
  }

  /** Where it is. */
  Path root() {
    return root;
  }

  /**
   * Refuses a folder whose files a report would mix with.
   *
   * @throws UserError if there is something else in it
   */
  void requireOwn() throws IOException {
    if (!store.list(root).isEmpty() && !store.exists(data(OVERVIEW, "1"))) {
      throw new UserError(
          "folder " + root + " is not empty and holds no report; name another one, or empty it");
    }
  }

  private Path data(String kind, String page) {
    return new Path(new Path(root, DATA), kind + "-" + page + ".js");
  }

  /**
   * Writes one page of one kind.
   *
   * @param page its number from 1, or a name of letters, digits, dash and underscore
   * @param value anything that is JSON
   */
  void data(String kind, String page, Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        ("reenact.put(" + quoted(kind) + "," + quoted(page) + ",")
            .getBytes(StandardCharsets.UTF_8));
    out.write(Json.mapper().writeValueAsBytes(value));
    out.write(");\n".getBytes(StandardCharsets.UTF_8));
    Path path = data(kind, page);
    store.writeAtomic(path, out.toByteArray());
    written.add(path.getName());
  }

  private static String quoted(String text) {
    if (!text.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("no name of a page: " + text);
    }
    return '"' + text + '"';
  }

  /** Copies a file into the folder, unless it is there. */
  void copy(Store from, Path file, String to) throws IOException {
    Path path = new Path(root, to);
    FileStatus source = from.status(file);
    if (store.exists(path) && store.status(path).getLen() == source.getLen()) {
      return;
    }
    try (InputStream in = from.open(file);
        OutputStream out = store.create(path)) {
      in.transferTo(out);
    }
  }

  /**
   * Writes the page that makes all others count, and what draws them; removes pages of the report
   * that was there before.
   *
   * @return the page to open
   */
  Path finish(Object overview) throws IOException {
    for (String name : STATIC) {
      store.writeAtomic(new Path(root, name), resource(name));
    }
    data(OVERVIEW, "1", overview);
    for (FileStatus file : store.list(new Path(root, DATA))) {
      if (!written.contains(file.getPath().getName())) {
        store.delete(file.getPath());
      }
    }
    return new Path(root, "index.html");
  }

  /** Whether this build has all that pages are drawn with. */
  static boolean complete() {
    return STATIC.stream().allMatch(n -> ReportFolder.class.getResource("site/" + n) != null);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ReportFolder.class.getResourceAsStream("site/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "this build lacks the report's "
                + name
                + ": mvn -pl udfs,spark-job process-resources makes it from spark-job/web");
      }
      return in.readAllBytes();
    }
  }
}
