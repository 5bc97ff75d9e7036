package io.reenact.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What progress says, by a simulated clock. */
class ForecastTest {
  private static final double HEARTBEAT = 2;

  /** Where some work stood at a time. */
  private record Moment(double at, Work work) {}

  /**
   * Share and time left at every moment: the share never falls and never is whole, the time left
   * never is nothing.
   */
  private static List<double[]> told(List<Moment> trace) {
    Forecast forecast = new Forecast();
    List<double[]> told = new ArrayList<>();
    double before = 0;
    for (Moment m : trace) {
      forecast.at(m.at, m.work);
      assertThat(forecast.share()).isBetween(before, 0.99);
      assertThat(forecast.secondsLeft()).isGreaterThanOrEqualTo(1);
      before = forecast.share();
      told.add(new double[] {forecast.share(), forecast.secondsLeft()});
    }
    return told;
  }

  /** Right within a factor of two, from a tenth of the run on; but for the last heartbeat. */
  private static void right(List<Moment> trace, double end) {
    right(trace, end, end / 10);
  }

  private static void right(List<Moment> trace, double end, double from) {
    List<double[]> told = told(trace);
    for (int i = 0; i < trace.size(); i++) {
      double at = trace.get(i).at;
      if (at >= from && at < end - HEARTBEAT) {
        double left = end - at;
        assertThat(told.get(i)[1])
            .as("at %.0f of %.0f s", at, end)
            .isBetween(left / 2 - 3, 2 * left + 3);
      }
    }
  }

  /** A unit of several phases, its news carried by heartbeats. */
  private static final class Unit {
    private final List<double[]> phases = new ArrayList<>();
    private double from;

    /** Nothing is done for a while. */
    Unit loading(double seconds) {
      from += seconds;
      return this;
    }

    /**
     * @param planned work
     * @param known work, once it begins
     * @param seconds that it takes
     */
    Unit phase(double planned, double known, double seconds) {
      phases.add(new double[] {planned, known, from, from + seconds});
      from += seconds;
      return this;
    }

    List<Moment> trace(double heartbeat, double after) {
      List<Moment> trace = new ArrayList<>();
      for (double now = 0; now < from; now += 1) {
        double news = Math.floor(now / heartbeat) * heartbeat;
        double done = 0;
        double left = 0;
        for (double[] p : phases) {
          double part = Math.max(0, Math.min(1, (news - p[2]) / (p[3] - p[2])));
          done += part * p[1];
          left += news < p[2] ? p[0] : (1 - part) * p[1];
        }
        trace.add(new Moment(now, new Work("units", done, left, left, 1, 1, after)));
      }
      return trace;
    }
  }

  /**
   * A slow start, phases whose prices are off by up to 40 %, and far more key frames than guessed.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.4, 1, 7})
  void holdsOnMachinesOfAnySpeed(double speed) {
    Unit unit = new Unit();
    unit.loading(12 / speed);
    unit.phase(4, 4, 5 / speed);
    unit.phase(60, 60, 70 / speed);
    unit.phase(50, 84, 70 / speed);
    unit.phase(160, 160, 190 / speed);
    unit.phase(5, 6, 6 / speed);
    right(unit.trace(2, 0), unit.from);
  }

  /**
   * What the stage invert said of itself in a run of {@code ./submit.sh} on the demo's people, from
   * its first unit until it was published: all of the log's debug lines of {@code StageBar}.
   */
  @Test
  void aRealInversionIsForetold() throws IOException {
    List<Moment> trace = new ArrayList<>();
    for (String line : lines("inversion.csv")) {
      String[] f = line.split(",", -1);
      trace.add(
          new Moment(
              Double.parseDouble(f[0]),
              new Work(
                  f[1],
                  Double.parseDouble(f[2]),
                  Double.parseDouble(f[3]),
                  Double.parseDouble(f[4]),
                  Integer.parseInt(f[5]),
                  Integer.parseInt(f[6]),
                  Double.parseDouble(f[7]))));
    }
    right(trace, trace.get(trace.size() - 1).at);
  }

  /** Lines of a resource but for its head. */
  private static List<String> lines(String name) throws IOException {
    try (InputStream in = ForecastTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }

  @Test
  void unitsOnTwoSlotsOfWhichOneIsLeftAloneInTheEnd() {
    // Three units of 60 s, two at a time: the third begins when the first two have ended.
    List<Moment> trace = new ArrayList<>();
    for (int now = 0; now < 120; now++) {
      double beat = now / 2 * 2;
      if (beat < 60) {
        double longest = Math.max(60 - beat, 60);
        trace.add(new Moment(now, new Work("units", 2 * beat, 180 - 2 * beat, longest, 2, 2, 0)));
      } else {
        double left = 120 - beat;
        trace.add(new Moment(now, new Work("units", 60 + beat, left, left, 1, 1, 0)));
      }
    }
    right(trace, 120);
  }

  @Test
  void aBusyNeighbourIsSeenAndForgotten() {
    // Full speed, a quarter of it from 100 s to 180 s, and full speed again.
    SplittableRandom random = new SplittableRandom(1);
    List<Moment> trace = new ArrayList<>();
    double done = 0;
    int now = 0;
    for (; done < 300; now++) {
      done += (now < 100 || now >= 180 ? 1 : 0.25) * (0.7 + 0.6 * random.nextDouble());
      trace.add(new Moment(now, Work.of(Math.min(done, 300), 300)));
    }
    List<double[]> told = told(trace);
    for (int at : new int[] {90, 250, 300}) {
      double left = now - at;
      if (at > 100) {
        assertThat(told.get(at)[1]).isBetween(left / 2, 2 * left);
      }
    }
    assertThat(told.get(179)[1]).as("while it is slow").isGreaterThan(told.get(99)[1]);
  }

  @Test
  void whatIsPastItsTimeIsNeverAboutToEnd() {
    List<Moment> trace = new ArrayList<>();
    for (int now = 0; now < 200; now++) {
      trace.add(new Moment(now, new Work("publishing", 10, 5, 5, 1, 1, 0)));
    }
    List<double[]> told = told(trace);
    assertThat(told.get(0)[1]).isEqualTo(5);
    assertThat(told.get(100)[1]).isGreaterThanOrEqualTo(50);
  }

  @Test
  void linesNeverSayThatNothingIsLeft() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Instant[] now = {Instant.EPOCH};
    Console console =
        new Console(new PrintStream(said, true, StandardCharsets.UTF_8), false, () -> now[0]);
    try (Meter meter = console.meter("invert")) {
      for (int i = 0; i <= 100; i++) {
        now[0] = now[0].plusSeconds(1);
        meter.to(Work.of(i, 100), "0/1, tuning " + i + "/100, loss 0.43");
      }
      now[0] = now[0].plusSeconds(30);
      meter.to(Work.of(100, 100), "0/1, tuning 100/100, loss 0.43");
    }
    List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(11);
    assertThat(lines.get(4)).isEqualTo("invert: 49%, 0/1, tuning 49/100, loss 0.43, ETA 51 s");
    assertThat(lines).noneMatch(l -> l.contains("100%") || l.contains("ETA 0"));
    assertThat(lines.get(10)).startsWith("invert: 99%, ");
  }
}
