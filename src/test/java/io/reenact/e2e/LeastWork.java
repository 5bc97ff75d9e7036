package io.reenact.e2e;

import io.reenact.generator.GeneratorBundle;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings with which all stages have least to do: what they make of a face is tested elsewhere.
 */
final class LeastWork {
  private LeastWork() {}

  /** NAME=VALUE each: as few steps as there can be, of a generator of 256 Gaussians. */
  static List<String> settings() throws IOException {
    Path bundle =
        Path.of(System.getProperty("reenact.root"), "udfs/src/test/resources/tiny-bundle")
            .toAbsolutePath()
            .normalize();
    byte[] manifest = Files.readAllBytes(bundle.resolve("generator.json"));
    return Stream.of(
            "generator.bundle=" + InputFiles.uri(bundle),
            "generator.sha256=" + GeneratorBundle.sha256(manifest),
            "inversion.size=32",
            "inversion.analysis_frames=1",
            "inversion.analysis_steps=1",
            "inversion.start_candidates=1",
            "inversion.landmark=0",
            "inversion.key_frames=equidistant",
            "inversion.key_frame_share=0.2",
            "inversion.key_frame_steps=1",
            "inversion.tuning_steps=2",
            "inversion.cross_every=0",
            "reenact.size=64",
            "evaluate.samples=1")
        .toList();
  }
}
