package io.reenact.latent;

import io.reenact.error.BadInput;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Folders that a command fitted, as users name them in settings. */
public final class FittedFolder {
  private FittedFolder() {}

  /**
   * The bytes of a file of it.
   *
   * @param folder on any Hadoop file system
   * @param what it ought to hold, for messages, such as {@code directions}
   * @param command that writes such folders
   * @throws UserError if it can't be read
   */
  public static byte[] read(
      String folder, String file, String what, String command, Configuration hadoop) {
    try {
      Path path = new Path(folder, file);
      try (InputStream in = path.getFileSystem(hadoop).open(path)) {
        return in.readAllBytes();
      }
    } catch (FileNotFoundException e) {
      throw new BadInput(
          "folder "
              + folder
              + " holds no "
              + what
              + " ("
              + file
              + " is missing): name one that "
              + command
              + " has written",
          e);
    } catch (IOException e) {
      throw UnusableStore.or("the " + what + " in " + folder + " can't be read", e);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "'" + folder + "' can't be a folder of " + what + ": " + e.getMessage(), e);
    }
  }
}
