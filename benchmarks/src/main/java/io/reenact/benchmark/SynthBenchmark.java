package io.reenact.benchmark;

import io.reenact.synth.ClipSettings;
import io.reenact.synth.SampleCorpus;
import io.reenact.synth.SynthClip;
import io.reenact.synth.SynthRenderer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Frames a second and core of the procedural corpus at 256 px, drawn only and with encoding. */
final class SynthBenchmark implements Benchmark {
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
    int frames = 0;
    long start = System.nanoTime();
    for (int i = 0; i < PEOPLE; i++) {
      frames += draw(corpus, renderer, i);
    }
    double fps = frames / ((System.nanoTime() - start) * 1e-9);
    out.add("256 px", "drawing on one thread", fps, "frames/s", "target 20", fps / TARGET);
    Path folder = Files.createTempDirectory("synth");
    start = System.nanoTime();
    frames = 0;
    for (int i = 0; i < PEOPLE; i++) {
      frames +=
          corpus
              .clip(i, 0)
              .write(renderer, folder.resolve(i + ".mp4").toString(), new Configuration())
              .size();
    }
    fps = frames / ((System.nanoTime() - start) * 1e-9);
    out.add("256 px", "to mp4 with truth", fps, "frames/s", "target 20", fps / TARGET);
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
}
