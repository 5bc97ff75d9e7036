package io.reenact.text;

import io.reenact.error.BadInput;
import io.reenact.error.InputText;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small text files that settings name. */
public final class TextFiles {
  private static final int LARGEST = 64 << 20;

  private TextFiles() {}

  /**
   * @param what to call it in an error
   * @param uri on any Hadoop file system; empty for no file
   * @throws UserError if it can't be read
   */
  public static String text(String what, String uri, Configuration hadoop) {
    if (uri.isEmpty()) {
      return "";
    }
    try {
      Path file = new Path(uri);
      try (var in = file.getFileSystem(hadoop).open(file)) {
        return InputText.of(in.readNBytes(LARGEST), what + " " + uri);
      }
    } catch (FileNotFoundException e) {
      throw new BadInput(what + " " + uri + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      throw UnusableStore.or(what + " " + uri + " can't be read", e);
    }
  }
}
