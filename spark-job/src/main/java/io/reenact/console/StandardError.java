package io.reenact.console;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Descriptor 2 of this process. Native libraries write to it what they like, thousands of lines of
 * it; once it is taken over, all of that ends in the log, and only who holds the stream that the
 * take-over returned still reaches the terminal.
 */
final class StandardError {
  /** The descriptor that submit.sh keeps for our console, while it watches descriptor 2 itself. */
  private static final String GIVEN = "reenact.console.fd";

  /** What tells submit.sh that the console is up: see its function early. */
  private static final String UP = "reenact: console is up\n";

  private static final int DESCRIPTOR = 2;
  // Of Linux, the only system that we have natives for.
  private static final int WRITE_CREATE_APPEND = 1 | 64 | 1024;
  private static final int READABLE = 0644;

  private StandardError() {}

  /**
   * Sends descriptor 2 to the log, and follows the log when it is rolled over. Without a log of our
   * own, as in a container of a cluster, standard error is the log and stays as it is.
   *
   * @return where people read
   */
  static PrintStream takeOver() {
    LogFile log = LogFile.current();
    Integer given = Integer.getInteger(GIVEN);
    try {
      if (log.path().isEmpty()) {
        if (given != null) {
          announce();
          call("dup2", given, DESCRIPTOR);
        }
        return System.err;
      }
      int console = given == null ? call("dup", DESCRIPTOR) : given;
      if (given != null) {
        announce();
      }
      divert(log.path().get());
      log.onRoll(() -> divert(log.path().get()));
      PrintStream people = new PrintStream(new Descriptor(console), true, StandardCharsets.UTF_8);
      log.repeatOn(people);
      return people;
    } catch (LastErrorException | LinkageError e) {
      // No descriptors to spare, or a folder for temporary files that no library can be loaded
      // from.
      LogFile.LOG.warn("standard error stays as it is", e);
      return given == null ? System.err : reopened(given);
    }
  }

  private static PrintStream reopened(int descriptor) {
    try {
      return new PrintStream(
          new FileOutputStream("/dev/fd/" + descriptor, true), true, StandardCharsets.UTF_8);
    } catch (IOException e) {
      LogFile.LOG.warn("nothing else to write to", e);
      return System.err;
    }
  }

  private static void announce() {
    byte[] up = UP.getBytes(StandardCharsets.UTF_8);
    call("write", DESCRIPTOR, up, (long) up.length);
  }

  private static void divert(String log) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    int file = call("open", Native.toByteArray(log, encoding), WRITE_CREATE_APPEND, READABLE);
    call("dup2", file, DESCRIPTOR);
    call("close", file);
  }

  private static int call(String name, Object... arguments) {
    return NativeLibrary.getInstance("c")
        .getFunction(name, Function.C_CONVENTION | Function.THROW_LAST_ERROR)
        .invokeInt(arguments);
  }

  /** Writes to a descriptor by its number. */
  private static final class Descriptor extends OutputStream {
    private final int number;

    Descriptor(int number) {
      this.number = number;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      int end = from + count;
      for (int at = from; at < end; ) {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        try {
          at += call("write", number, rest, (long) rest.length);
        } catch (LastErrorException e) {
          throw new IOException(e.getMessage(), e);
        }
      }
    }
  }
}
