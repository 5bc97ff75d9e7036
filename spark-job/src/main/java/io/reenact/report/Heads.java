package io.reenact.report;

import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/**
 * One frame's Gaussians of some renders: the first of every person and of others, as many as a
 * folder bears. Each is a page of its own that is read when somebody looks at it.
 */
final class Heads {
  private static final String KIND = "head";

  /** Renders beyond the first of each person. */
  private static final int OTHERS = 300;

  private static final int MOST = 2_000;

  private final ReportFolder folder;
  private final RenderFile files;
  private final Set<String> people = new HashSet<>();
  private int others;

  Heads(ReportFolder folder, RenderFile files) {
    this.folder = folder;
    this.files = files;
  }

  /** Writes a render's, if it has one; whether it did. */
  boolean write(String renderId, String source) throws IOException {
    if (!files.has(renderId)) {
      return false;
    }
    boolean first = people.size() < MOST && people.add(source);
    if (!first && others >= OTHERS) {
      return false;
    }
    others += first ? 0 : 1;
    folder.data(
        KIND, renderId, Base64.getEncoder().encodeToString(files.read(renderId).orElseThrow()));
    return true;
  }
}
