package io.reenact.cli;

import io.reenact.stage.StageSummary;
import io.reenact.table.Names;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What people read while it runs: on standard error, so that results can be piped. */
public final class Console {
  private static final int LONGEST_LINE = 600;

  private final PrintStream out;
  private final boolean terminal;
  private Meter meter;

  /**
   * @param out where to write
   * @param terminal whether a bar can be redrawn there
   */
  public Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Standard error; with a bar if it is a terminal. */
  public static Console standard() {
    return new Console(System.err, "true".equals(System.getProperty("reenact.tty")));
  }

  /** One line. */
  public synchronized void line(String text) {
    if (terminal && meter != null) {
      out.print("\r\u001b[K");
    }
    out.println(text);
  }

  /** Says that a stage begins. */
  public void stage(String stage, int units, int before) {
    line(
        String.format(
            "%s: %d units%s",
            stage,
            units,
            before == 0 ? "" : ", " + before + " done before, " + (units - before) + " to do"));
  }

  /** Something short that has no bar. */
  public void busy(String text) {
    if (terminal) {
      line(text);
    }
  }

  /** One line for one failed item. */
  public void failure(String stage, String label, String error) {
    String line =
        stage + ": " + Names.printable(label) + ": " + Names.printable(String.valueOf(error));
    line(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line);
  }

  /** Says how a stage went. */
  public void done(StageSummary s) {
    line(
        String.format(
            Locale.ROOT,
            "%s: %d done, %d done before, %d failed, %s",
            s.stage(),
            s.done(),
            s.skipped(),
            s.failed(),
            time(s.took())));
  }

  /** Shows progress until it is closed. One at a time. */
  public synchronized Meter meter(String name, long total) {
    meter = terminal ? new Bar(name, total) : new Lines(name, total);
    return meter;
  }

  /** Such as {@code 4 s} or {@code 1:02:03}. */
  static String time(Duration d) {
    long s = d.toSeconds();
    if (s < 60) {
      return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
    }
    return s < 3600
        ? String.format("%d:%02d", s / 60, s % 60)
        : String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  private final class Bar implements Meter {
    private final ProgressBar bar;
    private final long total;

    Bar(String name, long total) {
      this.total = total;
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(100)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .setConsumer(new ConsoleProgressBarConsumer(out, 78))
              .build();
    }

    @Override
    public void to(long done, String note) {
      bar.stepTo(Math.min(100, 100 * done / total));
      bar.setExtraMessage(note);
    }

    @Override
    public void close() {
      bar.close();
      synchronized (Console.this) {
        meter = null;
      }
    }
  }

  /** For logs: a line now and then. */
  private final class Lines implements Meter {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private final String name;
    private final long total;
    private final Instant begin = Instant.now();
    private Instant last = begin;

    Lines(String name, long total) {
      this.name = name;
      this.total = total;
    }

    @Override
    public synchronized void to(long done, String note) {
      Instant now = Instant.now();
      if (Duration.between(last, now).compareTo(EVERY) < 0) {
        return;
      }
      last = now;
      double share = Math.min(1, (double) done / total);
      Duration spent = Duration.between(begin, now);
      String eta =
          share <= 0
              ? "?"
              : time(Duration.ofMillis((long) (spent.toMillis() * (1 - share) / share)));
      line(String.format(Locale.ROOT, "%s: %.0f%%, %s, ETA %s", name, share * 100, note, eta));
    }

    @Override
    public void close() {
      synchronized (Console.this) {
        meter = null;
      }
    }
  }
}
