package io.reenact.publish;

import io.reenact.error.UserError;
import io.reenact.table.Records;
import io.reenact.table.WorkspacePath;
import io.reenact.unit.UnitFile;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * What one publication will do to the tables; recorded before it begins, so that a later command
 * can finish it. It can touch nothing but files of tables and its own staged files, whoever wrote
 * it.
 *
 * @param generation names the publication: the moment, and eight digits
 * @param removes published files whose rows are replaced, relative
 * @param adds staged files and where they go
 */
record Intent(String generation, List<String> removes, List<Move> adds) {
  private static final Pattern GENERATION = Pattern.compile("\\d{14}-[0-9a-f]{8}");
  private static final String REMEDY =
      "if this workspace is your own, delete that file and run ./submit.sh repair, which publishes"
          + " again what the tables lack; if it is not, don't trust it";

  /**
   * @throws UserError if it would touch anything else
   */
  Intent {
    if (generation == null || !GENERATION.matcher(generation).matches()) {
      throw new UserError("generation " + generation + " names no publication");
    }
    if (removes == null || adds == null) {
      throw new UserError("removes and adds are needed");
    }
    for (String file : removes) {
      if (!WorkspacePath.isTableFile(file)) {
        throw new UserError("it removes " + file + ", which is no file of a table");
      }
    }
    for (Move move : adds) {
      if (move == null
          || !WorkspacePath.isStaged(move.from(), generation)
          || !WorkspacePath.isTableFile(move.to())
          || !move.from().split("/", -1)[2].equals(move.to().split("/", -1)[0])) {
        throw new UserError("it moves what it did not stage, or not to its table: " + move);
      }
    }
    removes = List.copyOf(removes);
    adds = List.copyOf(adds);
  }

  /**
   * One file.
   *
   * @param from where it is staged, relative
   * @param to where it goes, relative
   * @param sha256 of its content
   */
  record Move(String from, String to, String sha256) {
    Move {
      UnitFile.checkHash(sha256);
    }
  }

  /**
   * The record in a file.
   *
   * @throws UserError if it is damaged, has other fields, or would touch anything else
   */
  static Intent parse(Path file, byte[] bytes) {
    Intent intent = Records.read(bytes, Intent.class, file, REMEDY);
    if (!file.getName().equals(intent.generation + ".json")) {
      throw Records.refused(
          file, new UserError("it is of publication " + intent.generation), REMEDY);
    }
    return intent;
  }
}
