package io.reenact.stage.evaluate;

import static io.reenact.row.Columns.cols;

import io.reenact.evaluation.Protocol;
import io.reenact.evaluation.Trial;
import io.reenact.plan.TrackedClip;
import io.reenact.row.PersonRow;
import io.reenact.row.RowCodec;
import io.reenact.runner.StageContext;
import io.reenact.stage.ProtocolPairs;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * By which protocol a render is scored: the one by which its source was inverted, whatever the
 * settings say now, since what inversion saw can't be unseen. Which clips score is up to the
 * settings, and so are the pairs of a protocol that only draws pairs.
 */
final class RenderProtocols {
  private record Person(String cohort, String identity, String protocol) {}

  private final Map<Map.Entry<String, String>, Trial> inverted = new HashMap<>();
  private final Set<Protocol.Pair> drawn = new HashSet<>();
  private final Trial asked;

  RenderProtocols(StageContext context, Map<String, List<TrackedClip>> clips) {
    Set<String> people = new TreeSet<>();
    for (Person p :
        RowCodec.of(Person.class)
            .list(
                // Nobody was inverted where only other systems' videos are measured.
                Tables.orEmpty(context.spark(), context.workspace(), Table.PERSONS)
                    .select(cols(PersonRow::cohort, PersonRow::identity, PersonRow::protocol)))) {
      people.add(p.identity());
      inverted.put(Map.entry(p.cohort(), p.identity()), Trial.parse(p.protocol()));
    }
    asked = Trial.of(context.settings());
    if (asked.protocol() instanceof Protocol.Pairs && !people.isEmpty()) {
      drawn.addAll(ProtocolPairs.of(asked, people, clips, context.settings().job().seed()));
    }
  }

  /**
   * The protocol of a render, {@link Trial#text}.
   *
   * @param cohort of the source; null for a video of another system
   * @param driver identity
   */
  String of(String cohort, String source, String driver, String driverClip) {
    if (cohort == null) {
      // Another system's: what it was given, the user says.
      return asked.text();
    }
    Trial given = inverted.getOrDefault(Map.entry(cohort, source), Trial.WHOLE);
    boolean pair =
        given.equals(asked.given())
            && drawn.contains(new Protocol.Pair(source, new Protocol.Clip(driver, driverClip)));
    return (pair ? asked : given.scoring(asked.scoring())).text();
  }
}
