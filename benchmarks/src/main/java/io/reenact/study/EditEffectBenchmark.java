package io.reenact.study;

import ai.djl.Device;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.GeneratorManifest;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import io.reenact.metric.Correlation;
import io.reenact.metric.FaceMetrics;
import io.reenact.sample.FrontalPictures;
import io.reenact.sample.SampledFaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * What an edit does to a reenactment: sampled people are driven by others' expressions, with and
 * without an edit of half the boundary's known range. Pictures alone are measured: the movement by
 * the landmark network, age and glasses by a {@link PictureProbe} of pixels, the beard by one of
 * the {@link LowerFace}, the smile by landmarks.
 */
public final class EditEffectBenchmark implements Benchmark {
  private static final int PEOPLE = 8;
  private static final int FRAMES = 12;
  private static final List<String> ATTRIBUTES = List.of("age", "smile", "glasses", "beard");
  private static final int PIXELS = 40;

  /** The generator shows a beard of men alone, and only from the middle of the factor on. */
  private static final PictureProbe.Truth BEARD =
      f ->
          f.applyAsDouble("gender") < 0 && f.applyAsDouble("beard") > 0
              ? 1 + f.applyAsDouble("beard")
              : 0;

  private static final int MOUTH = SampledFaces.NAMES.indexOf("mouth_open");
  private static final int EYE = SampledFaces.NAMES.indexOf("eye_left");
  private static final int SMILE = SampledFaces.NAMES.indexOf("smile");

  @Override
  public String name() {
    return "edit-effect";
  }

  @Override
  public void run(Rows out) {
    Configuration hadoop = new Configuration(false);
    GeneratorBundle bundle = GeneratorBundle.load(GeneratorBundle.EMBEDDED, null, hadoop);
    Boundaries boundaries = Boundaries.open(bundle, "", hadoop);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        SampledFaces faces = new SampledFaces(generator);
        FrontalPictures pictures = new FrontalPictures(generator, PIXELS)) {
      PictureProbe pixels =
          new PictureProbe(
              generator,
              PictureProbe.pixels(pictures),
              700,
              0.02,
              Map.of(
                  "age", f -> f.applyAsDouble("age"), "glasses", f -> f.applyAsDouble("glasses")),
              3);
      PictureProbe beards =
          new PictureProbe(generator, new LowerFace(faces), 1300, 0.03, Map.of("beard", BEARD), 4);
      List<float[][]> clips = new ArrayList<>();
      for (int person = 0; person < PEOPLE; person++) {
        clips.add(clip(generator, person));
      }
      List<float[][]> plain = clips.stream().map(c -> measure(faces, c)).toList();
      for (String attribute : ATTRIBUTES) {
        Boundary b = boundaries.find(attribute);
        double strength = (b.high() - b.low()) / 2;
        List<float[][]> edited = new ArrayList<>();
        for (float[][] clip : clips) {
          float[][] e = new float[FRAMES][];
          for (int t = 0; t < FRAMES; t++) {
            e[t] = boundaries.edit(clip[t], attribute, strength);
          }
          edited.add(e);
        }
        List<float[][]> measured = edited.stream().map(c -> measure(faces, c)).toList();
        String kase = String.format(Locale.ROOT, "%s +%.2f", attribute, strength);
        expression(out, kase, plain, measured);
        if (attribute.equals("smile")) {
          smile(out, kase, plain, measured);
        } else {
          PictureProbe probe = attribute.equals("beard") ? beards : pixels;
          attribute(out, kase, attribute, probe, clips, edited);
        }
      }
    }
  }

  /** A person moved by another's expressions: the latents of its frames. */
  private static float[][] clip(Generator generator, int person) {
    GeneratorManifest m = generator.bundle().manifest();
    GeneratorManifest.ZPart part =
        m.zLayout().stream().filter(p -> p.name().equals("expression")).findFirst().orElseThrow();
    Random random = new Random(40_000 + person);
    float[] source = Latents.gaussian(m.zDim(), random);
    float[] driver = Latents.gaussian(m.zDim(), random);
    float[][] z = new float[FRAMES + 2][];
    z[0] = source;
    z[1] = driver;
    for (int t = 0; t < FRAMES; t++) {
      z[t + 2] = driver.clone();
      System.arraycopy(
          Latents.gaussian(part.length(), random), 0, z[t + 2], part.offset(), part.length());
    }
    float[][] w = generator.map(z);
    float[][] latents = new float[FRAMES][];
    for (int t = 0; t < FRAMES; t++) {
      latents[t] = generator.latentOf(Latents.plus(w[0], 1, Latents.plus(w[t + 2], -1, w[1])));
    }
    return latents;
  }

  private static float[][] measure(SampledFaces faces, float[][] clip) {
    float[][] all = new float[clip.length][];
    for (int t = 0; t < all.length; t++) {
      all[t] = faces.measure(clip[t]);
    }
    return all;
  }

  /** Whether the movement stays; a constant change, such as the smile's, is no movement. */
  private static void expression(
      Rows out, String kase, List<float[][]> plain, List<float[][]> edited) {
    double kept = 0;
    double other = 0;
    double mouth = 0;
    double eyes = 0;
    for (int p = 0; p < PEOPLE; p++) {
      float[][] a = centred(plain.get(p));
      float[][] b = centred(edited.get(p));
      for (int t = 0; t < FRAMES; t++) {
        kept += FaceMetrics.aed(a[t], b[t]) / (PEOPLE * FRAMES);
        other += FaceMetrics.aed(a[t], a[(t + FRAMES / 2) % FRAMES]) / (PEOPLE * FRAMES);
      }
      mouth += correlation(plain.get(p), edited.get(p), MOUTH) / PEOPLE;
      eyes += correlation(plain.get(p), edited.get(p), EYE) / PEOPLE;
    }
    out.add(kase, "AED of the movement", kept, "", "another frame of the clip", other / kept);
    out.add(kase, "mouth opening correlation with unedited", mouth, "");
    out.add(kase, "eye opening correlation with unedited", eyes, "");
  }

  private static float[][] centred(float[][] clip) {
    float[] mean = new float[clip[0].length];
    for (float[] frame : clip) {
      mean = Latents.plus(mean, 1.0 / clip.length, frame);
    }
    float[][] moved = new float[clip.length][];
    for (int t = 0; t < moved.length; t++) {
      moved[t] = Latents.plus(clip[t], -1, mean);
    }
    return moved;
  }

  private static double correlation(float[][] a, float[][] b, int which) {
    return Correlation.of(column(a, which), column(b, which)).correlation();
  }

  private static double[] column(float[][] clip, int which) {
    double[] c = new double[clip.length];
    for (int t = 0; t < c.length; t++) {
      c[t] = clip[t][which];
    }
    return c;
  }

  private static void smile(Rows out, String kase, List<float[][]> plain, List<float[][]> edited) {
    List<Double> before = new ArrayList<>();
    double change = 0;
    for (int p = 0; p < PEOPLE; p++) {
      for (int t = 0; t < FRAMES; t++) {
        before.add((double) plain.get(p)[t][SMILE]);
        change += (edited.get(p)[t][SMILE] - plain.get(p)[t][SMILE]) / (PEOPLE * FRAMES);
      }
    }
    double spread = PictureProbe.spread(before.stream().mapToDouble(Double::doubleValue).toArray());
    out.add(kase, "smile by landmarks moves", change / spread, "SD of unedited frames");
  }

  private static void attribute(
      Rows out,
      String kase,
      String name,
      PictureProbe probe,
      List<float[][]> plain,
      List<float[][]> edited) {
    double change = 0;
    int up = 0;
    for (int p = 0; p < PEOPLE; p++) {
      double person = 0;
      for (int t = 0; t < FRAMES; t += 3) {
        double before = probe.read(name, plain.get(p)[t]);
        person += probe.read(name, edited.get(p)[t]) - before;
      }
      person /= FRAMES / 3.0;
      change += person / PEOPLE;
      up += person > 0 ? 1 : 0;
    }
    PictureProbe.Reader r = probe.reader(name);
    out.add(kase, "attribute read from pictures moves", change / r.spread(), "SD of people");
    out.add(kase, "people whose attribute moves up", up, "of " + PEOPLE);
    out.add(kase, "reader's correlation with truth", r.correlation(), "");
  }
}
