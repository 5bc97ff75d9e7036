package io.reenact.cli;

import io.reenact.console.Console;
import io.reenact.error.UserError;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** How strips of pictures are drawn, and where to. */
final class StripOptions {
  /** The most pixels of one strip's picture. */
  private static final long MOST = 1 << 26;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the results; made if it is not there.")
  private String out;

  @Option(
      names = "--people",
      defaultValue = "3",
      description = "How many people, a row each; default ${DEFAULT-VALUE}.")
  int people;

  @Option(
      names = "--size",
      defaultValue = "160",
      description =
          "Width and height of a picture in pixels, 16 or more; default ${DEFAULT-VALUE}.")
  int size;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the draw of the people; default ${DEFAULT-VALUE}.")
  long seed;

  /**
   * Refuses strips that can't be drawn.
   *
   * @param steps pictures in a row
   */
  void require(int steps) {
    if (people < 1 || steps < 2 || size < 16 || (long) people * steps * size * size > MOST) {
      throw new UserError("--people, --steps or --size is out of range");
    }
  }

  /**
   * Writes a strip.
   *
   * @param kind what it was drawn along, for the line about it
   */
  void write(RgbImage strip, String kind, String name, Configuration hadoop, Console console) {
    String file = out + "/" + name + ".png";
    Images.writePng(strip, file, hadoop, Provenance.head());
    console.line(kind + " " + name + ": " + file);
  }
}
