package io.reenact.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.error.UserError;
import io.reenact.text.Json;
import io.reenact.text.Names;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Reads the small JSON records of a workspace, each of which somebody else may have written. A
 * record has exactly the fields of its type, whose constructor checks them; anything else is
 * refused in one line that names the file and says what to do.
 */
public final class Records {
  private static final int LONGEST_WHY = 300;

  private static final ObjectMapper STRICT =
      Json.mapper()
          .copy()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private Records() {}

  /**
   * A whole record.
   *
   * @param file where it is, for the message
   * @param remedy what to do if it is refused
   * @throws UserError if it is no record of the type
   */
  public static <T> T read(byte[] bytes, Class<T> type, Path file, String remedy) {
    try {
      return required(STRICT.readValue(bytes, type));
    } catch (IOException e) {
      throw refused(file, e, remedy);
    }
  }

  /**
   * A record that a power failure may have cut short: one that ends early, or is no JSON, is none.
   *
   * @throws UserError if it is JSON but no record of the type
   */
  public static <T> Optional<T> readWhole(byte[] bytes, Class<T> type, Path file, String remedy) {
    JsonNode tree;
    try {
      tree = STRICT.readTree(bytes);
    } catch (IOException e) {
      return Optional.empty();
    }
    if (tree == null || tree.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(required(STRICT.treeToValue(tree, type)));
    } catch (IOException e) {
      throw refused(file, e, remedy);
    }
  }

  private static <T> T required(T value) throws IOException {
    if (value == null) {
      throw new IOException("it says null");
    }
    return value;
  }

  /** A refusal in one line. */
  public static UserError refused(Path file, Exception why, String remedy) {
    Throwable root = why;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String text =
        root instanceof JsonProcessingException j ? j.getOriginalMessage() : root.getMessage();
    String line =
        Names.printable(String.valueOf(text).lines().findFirst().orElse("no reason given"));
    return new UserError(
        "record "
            + Names.printable(file.toString())
            + " is damaged or not this job's ("
            + (line.length() > LONGEST_WHY ? line.substring(0, LONGEST_WHY) + "..." : line)
            + "); "
            + remedy,
        why);
  }
}
