package io.reenact.study;

import ai.djl.Device;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.DrawnPeople;
import io.reenact.benchmark.Rows;
import io.reenact.benchmark.Where;
import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.Checkpoints;
import io.reenact.inversion.CohortInverter;
import io.reenact.inversion.CohortResult;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.nn.Compute;
import io.reenact.nn.Precision;
import io.reenact.nn.face.FaceNetworks;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What mixed precision costs in quality: the embedded generator's own people, inverted and tuned in
 * both precisions from the same start; PSNR of the face over the key frames. On a CPU, too, where
 * it is no faster.
 */
public final class MixedPrecisionBenchmark implements Benchmark {
  private static final int SIZE = 128;
  private static final int FRAMES = 10;

  @Override
  public String name() {
    return "mixed-precision";
  }

  @Override
  public void run(Rows out) throws IOException {
    GeneratorBundle bundle =
        GeneratorBundle.load(GeneratorBundle.EMBEDDED, "", new Configuration(false));
    Device device = Where.device("auto");
    InversionSettings settings = DrawnPeople.settings(SIZE, 60, 15, 60, 2, 3);
    List<PersonInput> people = DrawnPeople.of(bundle, device, FRAMES, SIZE);
    double single = Double.NaN;
    try (FaceNetworks networks = FaceNetworks.bundled(device, true)) {
      for (Precision precision : Precision.values()) {
        if (precision == Precision.TF32 && !device.isGpu()) {
          continue; // On a CPU it is float32.
        }
        long start = System.nanoTime();
        CohortResult r =
            new CohortInverter(bundle, networks, settings, new Compute(device, precision, true))
                .invert(people, Checkpoints.NONE, (done, all, doing) -> {});
        double psnr =
            r.persons().stream()
                .flatMap(p -> p.clips().get(0).keyFrames().stream())
                .mapToDouble(PersonResult.KeyFrame::psnr)
                .average()
                .orElseThrow();
        String kase = precision + " on " + device;
        if (precision == Precision.FLOAT32) {
          single = psnr;
          out.add(kase, "PSNR of the face", psnr, "dB");
        } else {
          out.add(kase, "PSNR of the face", psnr, "dB", "float32", psnr / single);
        }
        out.add(kase, "time", (System.nanoTime() - start) / 1e9, "s");
      }
    }
  }
}
