package io.reenact.timing;

import com.sun.management.OperatingSystemMXBean;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.HeadModels;
import io.reenact.benchmark.Rows;
import io.reenact.synth.ClipSettings;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthClip;
import io.reenact.synth.SynthRenderer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Frames a second and core of the procedural corpus at 256 px, drawn only and with encoding. */
public final class SynthBenchmark implements Benchmark {
  private static final int PEOPLE = 8;
  private static final double TARGET = 20;

  @Override
  public String name() {
    return "synth";
  }

  @Override
  public void run(Rows out) throws Exception {
    SampleCorpus corpus =
        new SampleCorpus(new SynthRenderer(HeadModels.load()), ClipSettings.of(256, 2), 11);
    SynthRenderer renderer = new SynthRenderer(HeadModels.load());
    draw(corpus, renderer, 0);
    Clock clock = new Clock();
    int frames = 0;
    for (int i = 0; i < PEOPLE; i++) {
      frames += draw(corpus, renderer, i);
    }
    clock.report(out, "drawing on one thread", frames);
    Path folder = Files.createTempDirectory("synth");
    clock = new Clock();
    frames = 0;
    for (int i = 0; i < PEOPLE; i++) {
      frames +=
          corpus
              .clip(i, 0)
              .write(renderer, folder.resolve(i + ".mp4").toString(), new Configuration())
              .size();
    }
    clock.report(out, "to mp4 with truth", frames);
    for (int i = 0; i < PEOPLE; i++) {
      Files.delete(folder.resolve(i + ".mp4"));
    }
    Files.delete(folder);
  }

  private static int draw(SampleCorpus corpus, SynthRenderer renderer, int person) {
    SynthClip clip = corpus.clip(person, 0);
    for (int i = 0; i < clip.frames(); i++) {
      clip.draw(renderer, i);
    }
    return clip.frames();
  }

  /** By the clock on the wall, and by the processor's, which other work on the machine spares. */
  private static final class Clock {
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long wall = System.nanoTime();
    private final long processor = system.getProcessCpuTime();

    void report(Rows out, String what, int frames) {
      double used = (system.getProcessCpuTime() - processor) * 1e-9;
      double passed = (System.nanoTime() - wall) * 1e-9;
      double fps = frames / passed;
      double core = frames / used;
      out.add("256 px", what, fps, "frames/s", "target 20", fps / TARGET);
      out.add(
          "256 px",
          what + "; processor time",
          core,
          "frames/s and core",
          "target 20",
          core / TARGET);
    }
  }
}
