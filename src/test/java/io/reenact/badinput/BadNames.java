package io.reenact.badinput;

import io.reenact.badinput.BadInput.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Clips whose names, not contents, are the trouble, and things that only look like files. */
final class BadNames {
  private static final String[] NAMES = {
    "Jürgen Müller",
    "李小龙",
    "Ελένη",
    "\u202Egnp.evil",
    "zero\u200Bwidth",
    "emoji \uD83D\uDE00",
    "line\nbreak",
    "carriage\rreturn",
    "tab\tstop",
    "bell\u0007 and escape\u001B[31m",
    "percent%2e%2e%2f",
    "colon:name",
    "file:",
    "a:b:c",
    "star*question?",
    "[brackets]{a,b}",
    "back\\slash",
    "quote'and\"double",
    "dollar$(touch x)`x`",
    "semi;colon&and|pipe",
    "-rf",
    "--corpus",
    " leading and trailing ",
    "dots...",
    "x..",
    "hash#fragment?query=1",
    "equals=sign",
    "comma,separated",
    "<b>html",
    "nul",
    "n".repeat(200),
    "e\u0301 decomposed",
    "\u00e9 composed",
  };

  private BadNames() {}

  static List<BadInput> make(Path corpus, byte[] mp4) throws IOException {
    List<BadInput> inputs = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      // In turn the folder has the name, or the file.
      boolean folder = i % 2 == 0;
      String identity = folder ? NAMES[i] : "named-" + i;
      String clip = folder ? "c" : NAMES[i];
      Path file = Files.createDirectories(corpus.resolve(identity)).resolve(clip + ".mp4");
      Files.write(file, mp4);
      inputs.add(new BadInput("hostile name", identity, clip, Expected.USABLE));
    }
    links(corpus, inputs);
    return inputs;
  }

  /** Loops, dead ends, and files that never end or never begin. */
  private static void links(Path corpus, List<BadInput> inputs) throws IOException {
    Path loop = Files.createDirectories(corpus.resolve("loop"));
    Files.createSymbolicLink(loop.resolve("again"), loop);
    Files.createSymbolicLink(loop.resolve("up"), corpus);
    Files.createSymbolicLink(corpus.resolve("self"), corpus.resolve("self"));
    Files.createSymbolicLink(loop.resolve("self.mp4"), loop.resolve("self.mp4"));
    Files.createSymbolicLink(loop.resolve("dead.mp4"), corpus.resolve("nowhere"));
    inputs.add(new BadInput("link to nothing", "loop", "self", Expected.REFUSED));
    inputs.add(new BadInput("link to nothing", "loop", "dead", Expected.REFUSED));
    // The whole corpus again through a link would be each clip twice.
    Files.createSymbolicLink(corpus.resolve("corpus"), corpus);
    Files.createDirectories(corpus.resolve("folder/c.mp4/inner"));
    Path special = Files.createDirectories(corpus.resolve("special"));
    Files.createSymbolicLink(special.resolve("endless.mp4"), Path.of("/dev/zero"));
    Files.createSymbolicLink(special.resolve("null.mp4"), Path.of("/dev/null"));
    inputs.add(new BadInput("device or pipe", "special", "endless", Expected.REFUSED));
    inputs.add(new BadInput("device or pipe", "special", "null", Expected.REFUSED));
    if (pipe(special.resolve("pipe.mp4"))) {
      inputs.add(new BadInput("device or pipe", "special", "pipe", Expected.REFUSED));
    }
  }

  /** Nobody writes into it, so whoever opens it waits for ever. */
  private static boolean pipe(Path path) throws IOException {
    try {
      return new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
