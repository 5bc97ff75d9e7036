package io.reenact.runner;

import io.reenact.table.UnitKey;
import io.reenact.table.Workspace;
import io.reenact.unit.UnitFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** What an engine gets to work with while it does a unit. */
public interface UnitContext {
  /** Where time goes, for the table runs. */
  enum Spent {
    /** Reading and decoding input. */
    DECODE,
    /** Computing. */
    COMPUTE,
    /** Waiting for a device, a lock or the network. */
    WAIT
  }

  /** The unit's key. */
  UnitKey key();

  /** The unit's label. */
  String label();

  /** From 1. */
  int attempt();

  /**
   * {@code cpu}, {@code cuda:N} with the index that this task holds, or {@code auto} where Spark
   * assigns no GPUs and the user did not choose: the first GPU, else the CPU.
   */
  String device();

  /** Says where it computes, {@code cpu} or {@code cuda:N}; the table runs tells it. */
  void computesOn(String name);

  /** How many threads the unit may use on a CPU; part of the settings. */
  int threads();

  /** The file systems' configuration. */
  Configuration hadoop();

  /** The workspace, for reading what other units made. */
  Workspace workspace();

  /** A folder on the local disk, removed when the unit ends. */
  Path scratch();

  /** Small results that outlive a killed attempt. */
  Checkpoints checkpoints();

  /**
   * Writes all rows of one table; once a table and unit. The column {@code unit} is added.
   *
   * @param type the record of the table's rows
   */
  <R extends Record> void writeRows(Class<R> type, Iterator<R> rows) throws IOException;

  /**
   * Keeps a result file under {@code files/<kind>/} in the workspace.
   *
   * @param kind such as {@code videos}, {@code weights}, {@code pictures}
   * @param name what a person should read in the name; made safe
   * @param extension without the dot
   * @param file on the local disk, whole
   * @return its path for {@code uri} columns, length and hash
   */
  UnitFile writeFile(String kind, String name, String extension, Path file) throws IOException;

  /**
   * The same with an end of the name that programs look at, such as {@code _qs5x9a0.75} of quilts.
   *
   * @param suffix just before the extension, of safe characters
   */
  UnitFile writeFile(String kind, String name, String suffix, String extension, Path file)
      throws IOException;

  /**
   * Keeps a file of a sequence under {@code files/<kind>/<folder>/<name>} in the workspace.
   *
   * @param kind such as {@code frames}
   * @param folder of the sequence; must tell it from all others, so a key belongs in it
   * @param name as other programs expect it, such as {@code 000001.png}
   * @param file on the local disk, whole
   */
  UnitFile writeNumbered(String kind, String folder, String name, Path file) throws IOException;

  /**
   * How far the unit is; cheap, call it as often as you like.
   *
   * @param done work done, in any unit that is the same from call to call
   * @param total work in all, as far as it is known by now
   * @param doing what is being done, in a few words, such as {@code tracking 12/60}
   */
  void progress(double done, double total, String doing);

  /** Tells progress in things that are counted, such as {@code frame 12/60}. */
  default void progress(String what, long done, long total) {
    progress(done, total, what + " " + done + "/" + total);
  }

  /** Adds to the time split. */
  void spent(Spent on, double seconds);

  /** Counts frames that were decoded, tracked, inverted, rendered or judged. */
  void frames(long count);

  /** Names a version of what computes the unit, such as a model's. */
  void version(String what, String version);

  /** Something that people should know, though the result is fine: a line, and in its row. */
  void warn(String line);

  /**
   * Says that the input is at fault, for good: the unit ends without being tried again, its rows
   * are kept, and it counts as a failure.
   *
   * @param line what, where, what to do
   */
  void bad(String line);
}
