package io.reenact.udf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/** What {@code DESCRIBE FUNCTION} says of the functions. */
final class FunctionHelp {
  private static final Pattern NAME = Pattern.compile("'[^']*'|[a-z_0-9]+");

  private static final String VECTOR = "array of numbers: a latent, an offset or a camera";

  /** What an argument of a name is, the same in all functions. */
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("a", VECTOR),
          Map.entry("b", VECTOR + ", as long as a"),
          Map.entry("t", "number: 0 gives a, 1 gives b"),
          Map.entry("anchor", "array of numbers: a person's latent, such as persons.anchor"),
          Map.entry("offset", "array of numbers: an expression, such as latents.offset"),
          Map.entry("latent", "array of numbers: as long as the generator's latents"),
          Map.entry("strength", "number: how far; negative moves to the other side"),
          Map.entry("name", "string: of a boundary or direction, such as 'smile'"),
          Map.entry("attribute", "string: of the flow, as attributes list says"),
          Map.entry("change", "number: standard deviations of the attribute among people"),
          Map.entry("value", "number: how far; of a coefficient or as directions list says"),
          Map.entry("camera", "array of 25 numbers, such as reenact_camera(20, 0)"),
          Map.entry("size", "number: px a side, 16 to 4096"),
          Map.entry("weights_uri", "string: tuned weights, such as persons.weights_uri"),
          Map.entry("weights_sha256", "string: their hash, such as persons.weights_sha256"),
          Map.entry("picture", "binary: a JPEG, PNG or WebP file's bytes"),
          Map.entry("pictures", "array of binary: files' bytes, such as collect_list(content)"),
          Map.entry("seed", "number: the same seed gives the same latent"),
          Map.entry("truncation", "number: 1 for the whole spread, 0 for the mean"),
          Map.entry("yaw", "number: degrees; positive shows the subject's left side"),
          Map.entry("pitch", "number: degrees; positive looks from above"),
          Map.entry("roll", "number: degrees"),
          Map.entry("seconds", "number: when"),
          Map.entry("period", "number: seconds of one swing"),
          Map.entry("range", "number: degrees from end to end"));

  private FunctionHelp() {}

  /** As Spark keeps it. */
  static ExpressionInfo of(SqlFunction f) {
    List<String> lines = new ArrayList<>();
    arguments(f).forEach((name, what) -> lines.add("\n      * " + name + " - " + what));
    String arguments = lines.isEmpty() ? "" : "\n    Arguments:" + String.join("", lines);
    String usage =
        f.usage() + " - " + f.doc() + "; gives " + f.type().catalogString() + "." + arguments;
    return new ExpressionInfo(
        ReenactFunctions.class.getName(),
        null,
        f.sqlName(),
        usage,
        "",
        "",
        "",
        "",
        "",
        "",
        "java_udf");
  }

  /**
   * The arguments and what they are, in order.
   *
   * @throws IllegalStateException if one of them has no description
   */
  static Map<String, String> arguments(SqlFunction f) {
    String inside = f.usage().substring(f.usage().indexOf('(') + 1);
    Map<String, String> found = new LinkedHashMap<>();
    Matcher m = NAME.matcher(inside);
    while (m.find()) {
      String name = m.group();
      if (name.startsWith("'") || name.equals("or") || name.equals("map")) {
        continue;
      }
      if (!ARGUMENTS.containsKey(name)) {
        throw new IllegalStateException(f.sqlName() + ": nobody says what " + name + " is");
      }
      found.put(name, ARGUMENTS.get(name));
    }
    return found;
  }
}
