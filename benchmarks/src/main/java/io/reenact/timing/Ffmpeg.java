package io.reenact.timing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;

/** The program ffmpeg of the libraries that this job uses, so that both do the same work. */
final class Ffmpeg {
  private static final Pattern BENCH = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

  private Ffmpeg() {}

  /**
   * Runs it.
   *
   * @return seconds of processor time, user and system, as the program itself says
   */
  static double run(String... arguments) throws IOException, InterruptedException {
    String program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of("-hide_banner", "-nostdin", "-benchmark", "-y"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", Path.of(program).getParent().toString());
    Process process = builder.start();
    double seconds = Double.NaN;
    List<String> said = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Matcher bench = BENCH.matcher(line);
        if (bench.find()) {
          seconds = Double.parseDouble(bench.group(1)) + Double.parseDouble(bench.group(2));
        }
      }
    }
    if (process.waitFor() != 0 || Double.isNaN(seconds)) {
      throw new IOException("ffmpeg " + String.join(" ", arguments) + ": " + said);
    }
    return seconds;
  }
}
