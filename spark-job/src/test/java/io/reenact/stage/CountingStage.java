package io.reenact.stage;

import io.reenact.error.UserError;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.row.TestRows;
import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitContext;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import io.reenact.unit.UnitFile;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A stage of cohorts that writes latents, a person and a weights file, and counts its calls. */
public final class CountingStage implements Stage<CountingStage.Spec> {
  public static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();
  public static final Map<String, String> MISBEHAVE = new ConcurrentHashMap<>();

  private final List<String> cohorts;
  private final String setting;

  public CountingStage(String setting, String... cohorts) {
    this.setting = setting;
    this.cohorts = List.of(cohorts);
  }

  public record Spec(String cohort, String setting) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  public static int calls(String cohort) {
    AtomicInteger calls = CALLS.get(cohort);
    return calls == null ? 0 : calls.get();
  }

  @Override
  public String name() {
    return "invert";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    return cohorts.stream()
        .map(
            c ->
                new Unit<>(
                    UnitKey.of(name(), version(), Map.of("cohort", c, "setting", setting)),
                    c,
                    c.length(),
                    new Spec(c, setting)))
        .toList();
  }

  @Override
  public Object settings(StageContext context) {
    return setting;
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return CountingStage::work;
  }

  private static void work(Spec spec, UnitContext unit) throws Exception {
    CALLS.computeIfAbsent(spec.cohort(), c -> new AtomicInteger()).incrementAndGet();
    String how = MISBEHAVE.getOrDefault(spec.cohort(), "");
    unit.checkpoints().write("state", Files.writeString(unit.scratch().resolve("s"), "state"));
    unit.progress(1, 2, "counting");
    unit.frames(7);
    unit.spent(UnitContext.Spent.DECODE, 0.25);
    unit.spent(UnitContext.Spent.COMPUTE, 0.5);
    Path weights = Files.writeString(unit.scratch().resolve("w"), spec.cohort() + spec.setting());
    UnitFile file = unit.writeFile("weights", spec.cohort(), "bin", weights);
    float value = spec.setting().length();
    unit.writeRows(
        LatentRow.class,
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    TestRows.row(
                        LatentRow.class,
                        Map.of(
                            "cohort",
                            spec.cohort(),
                            "identity",
                            spec.cohort(),
                            "clip",
                            "c",
                            "frame",
                            i,
                            "pts_us",
                            i * 40_000L,
                            "offset",
                            new float[] {value, i, 0.1f},
                            "losses",
                            Map.of("l1", 0.5f))))
            .iterator());
    if (how.equals("throw")) {
      throw new IllegalStateException("broken on purpose\nsecond line");
    }
    if (how.equals("user")) {
      throw new UserError("no usable frame; film the face");
    }
    unit.writeRows(
        PersonRow.class,
        TestRows.rows(
            PersonRow.class,
            List.of(
                Map.of(
                    "cohort",
                    spec.cohort(),
                    "identity",
                    spec.cohort(),
                    "anchor",
                    new float[] {1, 2},
                    "weights_uri",
                    file.path(),
                    "weights_sha256",
                    file.sha256()))));
    if (how.equals("bad")) {
      unit.bad("the clip shows no face; leave it out");
    }
  }
}
