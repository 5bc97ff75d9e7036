package io.reenact.latent;

import io.reenact.error.BadInput;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Folders that a command fits, as users name them in settings. */
public final class FittedFolder {
  private FittedFolder() {}

  /**
   * Makes the folder that a command will write: that it can't be is better known before an hour's
   * work than after it.
   *
   * @param folder as {@code --out} names it
   * @throws UserError if it can't be made
   * @throws IOException if its file system can't be asked
   */
  public static void make(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    if (!path.getFileSystem(hadoop).mkdirs(path)) {
      throw new BadInput("--out " + folder + " can't be made a folder");
    }
  }

  /** Writes a file of it, in place of what is there. */
  public static void write(String folder, String file, byte[] bytes, Configuration hadoop)
      throws IOException {
    Path path = new Path(folder, file);
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(bytes);
    }
  }

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
