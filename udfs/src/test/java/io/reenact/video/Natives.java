package io.reenact.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** Makes inputs with the ffmpeg program that comes with the natives, on any machine. */
final class Natives {
  private Natives() {}

  /** Runs ffmpeg; arguments with blanks between, the file last. */
  static Path ffmpeg(String arguments, Path file) throws IOException {
    String program = program();
    List<String> command = new ArrayList<>(List.of(program, "-v", "error", "-nostdin", "-y"));
    command.addAll(List.of(arguments.strip().split(" +")));
    command.add(file.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", Path.of(program).getParent().toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), "UTF-8");
    try {
      assertThat(process.waitFor()).as("%s: %s", command, out).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return file;
  }

  /** The program; its devices want a library for sound that small machines lack. */
  private static String program() {
    try {
      return Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    } catch (LinkageError e) {
      return abort(
          "the ffmpeg program that comes with the natives can't start here, probably for want of"
              + " libpulse.so.0 (Debian: libpulse0): "
              + e);
    }
  }

  /** A file of the test's resources as a local one. */
  static Path resource(String name, Path folder) throws IOException {
    try (var in = Natives.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  /** Mono samples in [-1, 1] at 8 kHz from presentation time 0 on. */
  static double[] samples(Path file) throws IOException {
    Path raw = file.resolveSibling(file.getFileName() + ".raw");
    ffmpeg(
        "-i "
            + file
            + " -vn -af aresample=async=1:first_pts=0 -ac 1 -ar "
            + Sound.RATE
            + " -f s16le",
        raw);
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.wrap(Files.readAllBytes(raw)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    double[] samples = new double[bytes.remaining() / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = bytes.getShort() / 32768.0;
    }
    return samples;
  }
}
