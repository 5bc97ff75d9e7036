package io.reenact.scale;

import io.reenact.runner.Stage;
import io.reenact.runner.StageContext;
import io.reenact.runner.Unit;
import io.reenact.runner.UnitEngine;
import io.reenact.table.UnitKey;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Units that do nothing: all that is left is what planning, committing and publishing cost. */
final class NoWorkStage implements Stage<NoWorkStage.Spec> {
  private final int units;

  NoWorkStage(int units) {
    this.units = units;
  }

  /** As small as a unit's spec gets. */
  record Spec(int number) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public String name() {
    return "nowork";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Object settings(StageContext context) {
    return Map.of();
  }

  @Override
  public List<Unit<Spec>> plan(StageContext context) {
    return IntStream.range(0, units)
        .mapToObj(
            i ->
                new Unit<>(
                    UnitKey.of(name(), version(), Map.of("number", i)),
                    "unit/" + i,
                    1,
                    new Spec(i)))
        .toList();
  }

  @Override
  public UnitEngine<Spec> engine(StageContext context) {
    return (spec, unit) -> unit.progress(1, 1, "");
  }
}
