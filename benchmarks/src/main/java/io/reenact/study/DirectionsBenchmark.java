package io.reenact.study;

import ai.djl.Device;
import io.reenact.benchmark.AblationLab;
import io.reenact.benchmark.AblationPerson;
import io.reenact.benchmark.Benchmark;
import io.reenact.benchmark.Rows;
import io.reenact.direction.DirectionFit;
import io.reenact.direction.DirectionLosses;
import io.reenact.direction.DirectionSums;
import io.reenact.direction.DirectionTrainer;
import io.reenact.direction.DirectionTrial;
import io.reenact.direction.ExpressionPairs;
import io.reenact.direction.LatentChanges;
import io.reenact.direction.ReadFaces;
import io.reenact.direction.Reading;
import io.reenact.direction.Sampling;
import io.reenact.direction.Sampling.Share;
import io.reenact.direction.TrialSums;
import io.reenact.direction.TrialSums.Way;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.inversion.ClipInput;
import io.reenact.inversion.InversionSettings;
import io.reenact.inversion.PersonInput;
import io.reenact.inversion.PersonResult;
import io.reenact.latent.Latents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Ablations of fitted directions, as Bounareli et al. make them: samples that change one thing or
 * all at once, latents that are drawn or inverted or both, and each loss of the training through
 * the generator left out. Tried on drawn people, whose expressions are known, and on frames of the
 * real clips, if they are there; these are also where inverted latents come from, other frames of
 * the same people. DIRECTION_SAMPLES (default 500) a regression, DIRECTION_STEPS (default 20) a
 * training, DIRECTION_PAIRS (default 20) a trial.
 */
public final class DirectionsBenchmark implements Benchmark {
  private static final int SIZE = 128;
  private static final double SECONDS = 1.5;
  private static final long SEED = 1;
  private static final double RIDGE = 0.2;
  private static final int THREADS = 1;

  private final int samples = number("DIRECTION_SAMPLES", 500);
  private final int steps = number("DIRECTION_STEPS", 20);
  private final int pairs = number("DIRECTION_PAIRS", 20);

  private static int number(String name, int otherwise) {
    return Integer.parseInt(System.getenv().getOrDefault(name, "" + otherwise));
  }

  @Override
  public String name() {
    return "directions";
  }

  /** What fits are made with. */
  private record Lab(GeneratorBundle bundle, Painter painter, ReadFaces faces) {}

  /** What they are tried on. */
  private record Tried(String who, List<ExpressionPairs.Pair> pairs, Reading[] ends) {}

  private final List<Tried> tried = new ArrayList<>();

  @Override
  public void run(Rows out) throws Exception {
    List<float[]> learnt = new ArrayList<>();
    List<ExpressionPairs.Pair> real = new ArrayList<>();
    GeneratorBundle bundle = invert(learnt, real);
    try (Generator generator = Generator.load(bundle, Device.cpu(), false);
        Painter painter = Painter.of(generator, THREADS, true);
        ReadFaces faces = new ReadFaces(painter)) {
      Lab lab = new Lab(bundle, painter, faces);
      Sampling drawn = Sampling.halves(List.of());
      DirectionFit fit = regression(lab, drawn);
      ends(out, lab, fit, real);
      regressions(out, lab, fit, learnt);
      train(out, lab, fit, "all losses", DirectionLosses.ALL, drawn);
      train(out, lab, fit, "without shape", new DirectionLosses(0, 1, 1, 0.5, 0.05), drawn);
      train(out, lab, fit, "without eyes", new DirectionLosses(1, 0, 1, 0.5, 0.05), drawn);
      train(out, lab, fit, "without mouth", new DirectionLosses(1, 1, 0, 0.5, 0.05), drawn);
      train(out, lab, fit, "without identity", new DirectionLosses(1, 1, 1, 0, 0.05), drawn);
      train(out, lab, fit, "without perceptual", new DirectionLosses(1, 1, 1, 0.5, 0), drawn);
      for (Share together : List.of(Share.NONE, Share.ALL)) {
        Sampling changes = new Sampling(List.of(), Share.HALF, together);
        train(out, lab, fit, changes(together), DirectionLosses.ALL, changes);
      }
      if (!learnt.isEmpty()) {
        for (Share inverted : List.of(Share.ALL, Share.HALF)) {
          Sampling latents = new Sampling(learnt, inverted, Share.HALF);
          train(out, lab, fit, latents(inverted), DirectionLosses.ALL, latents);
        }
      }
    }
  }

  private static String changes(Share together) {
    return together == Share.NONE ? "one attribute at a time only" : "all attributes at once only";
  }

  private static String latents(Share inverted) {
    return inverted == Share.ALL ? "inverted latents only" : "half of the latents inverted";
  }

  /** Reads what all fits are tried on, and prints what none of them takes part in. */
  private void ends(Rows out, Lab lab, DirectionFit fit, List<ExpressionPairs.Pair> real) {
    DirectionTrial trial = trial(lab, fit);
    ExpressionPairs draws = new ExpressionPairs(lab.painter().generator(), SEED);
    List<Long> numbers = LongStream.range(0, pairs).boxed().toList();
    List<ExpressionPairs.Pair> drawn = numbers.stream().map(draws::of).toList();
    tried.add(new Tried("drawn people", drawn, trial.ends(drawn)));
    TrialSums known = trial.of(numbers);
    out.add("the bundle's own", "error, drawn people", known.error(Way.KNOWN), "half ranges");
    if (!real.isEmpty()) {
      tried.add(new Tried("real people", real, trial.ends(real)));
    }
  }

  private void regressions(Rows out, Lab lab, DirectionFit fit, List<float[]> learnt) {
    rows(out, lab, fit, "regression");
    for (Share together : List.of(Share.NONE, Share.ALL)) {
      Sampling changes = new Sampling(List.of(), Share.HALF, together);
      rows(out, lab, regression(lab, changes), "regression, " + changes(together));
    }
    if (!learnt.isEmpty()) {
      for (Share inverted : List.of(Share.ALL, Share.HALF)) {
        Sampling latents = new Sampling(learnt, inverted, Share.HALF);
        rows(out, lab, regression(lab, latents), "regression, " + latents(inverted));
      }
    }
  }

  private DirectionFit regression(Lab lab, Sampling sampling) {
    Generator generator = lab.painter().generator();
    DirectionSums sums = new DirectionSums(lab.bundle().manifest().wDim());
    LatentChanges draws = new LatentChanges(generator, SEED, sampling);
    for (long group = 0; sums.count() < samples; group++) {
      sums.sample(group, generator, draws, lab.faces());
    }
    return DirectionFit.of(sums, RIDGE);
  }

  private void train(
      Rows out,
      Lab lab,
      DirectionFit start,
      String kase,
      DirectionLosses losses,
      Sampling sampling) {
    try (DirectionTrainer trainer =
        new DirectionTrainer(lab.painter(), lab.faces(), start, losses, sampling, SEED)) {
      rows(out, lab, trainer.run(steps, (step, loss) -> {}), "trained, " + kase);
    }
  }

  private static DirectionTrial trial(Lab lab, DirectionFit fit) {
    GeneratorBundle fitted = fit.facts(lab.bundle(), Map.of()).in(lab.bundle(), fit.npy(), "fit");
    return new DirectionTrial(lab.bundle(), fitted, lab.painter().generator(), lab.faces(), SEED);
  }

  private void rows(Rows out, Lab lab, DirectionFit fit, String kase) {
    DirectionTrial trial = trial(lab, fit);
    for (Tried t : tried) {
      TrialSums sums = trial.tried(t.pairs(), t.ends());
      double error = sums.error(Way.FITTED);
      double unmoved = sums.error(Way.UNMOVED);
      if (kase.equals("regression")) {
        out.add("nothing moves", "error, " + t.who(), unmoved, "half ranges");
      }
      out.add(kase, "error, " + t.who(), error, "half ranges", "nothing moves", unmoved / error);
      out.add(kase, "identity, " + t.who(), sums.identity(Way.FITTED), "cosine");
    }
  }

  /** Latents of the real clips: of each three quarters to learn from, pairs of the others. */
  private GeneratorBundle invert(List<float[]> learnt, List<ExpressionPairs.Pair> real)
      throws Exception {
    InversionSettings settings =
        InversionSettings.quick()
            .with(Map.of("size", SIZE, "strategy", "encode", "lift_rounds", 0, "lift_steps", 0));
    try (AblationLab lab = new AblationLab(1, true)) {
      List<List<float[]>> kept = new ArrayList<>();
      for (String name : List.of("p001", "p002", "p003", "p004")) {
        AblationPerson person = lab.real(name, SECONDS, SIZE);
        if (person == null) {
          continue;
        }
        PersonInput input =
            new PersonInput(name, List.of(new ClipInput("c", person.frames())), null);
        PersonResult result = lab.invert(settings, input).persons().get(0);
        List<float[]> latents =
            result.clips().get(0).keyFrames().stream()
                .map(k -> Latents.plus(result.anchor(), 1, k.offset()))
                .toList();
        int end = latents.size() * 3 / 4;
        learnt.addAll(latents.subList(0, end));
        kept.add(latents.subList(end, latents.size()));
      }
      for (int i = 0; !kept.isEmpty() && i < pairs; i++) {
        List<float[]> own = kept.get(i % kept.size());
        int from = i / kept.size() % own.size();
        int to = (from + 1 + i / kept.size() / own.size() % (own.size() - 1)) % own.size();
        real.add(new ExpressionPairs.Pair(own.get(from), own.get(to), null, null));
      }
      System.err.println(learnt.size() + " inverted latents, " + real.size() + " real pairs");
      return lab.bundle;
    }
  }
}
