package io.reenact.console;

import io.reenact.text.Names;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What people read while it runs: on standard error, so that results can be piped. */
public final class Console {
  private static final int LONGEST_LINE = 600;
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Meter meter;
  private boolean silent;

  /**
   * @param out where to write
   * @param terminal whether a bar can be redrawn there
   */
  public Console(PrintStream out, boolean terminal) {
    this(out, terminal, InstantSource.system());
  }

  Console(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /**
   * What was standard error, with a bar if it is a terminal. From now on standard error is the log:
   * see {@link StandardError}. Once a process.
   */
  public static Console standard() {
    return new Console(StandardError.takeOver(), Boolean.getBoolean("reenact.tty"));
  }

  /** One line. */
  public synchronized void line(String text) {
    if (silent) {
      return;
    }
    if (terminal && meter != null) {
      out.print("\r\u001b[K");
    }
    out.println(text);
  }

  /** One line, and none after it: what ends because the process does has nothing to say. */
  public synchronized void last(String text) {
    line(text);
    silent = true;
  }

  /** Says that a stage begins. */
  public void stage(String stage, int units, int before) {
    line(
        String.format(
            Locale.ROOT,
            "%s: %d units%s",
            stage,
            units,
            before == 0 ? "" : ", " + before + " done before, " + (units - before) + " to do"));
  }

  /** One line for one failed item. */
  public void failure(String stage, String label, String error) {
    String line =
        stage + ": " + Names.printable(label) + ": " + Names.printable(String.valueOf(error));
    line(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line);
  }

  /** Shows progress until it is closed. One at a time. */
  public synchronized Meter meter(String name) {
    meter = terminal ? new Bar(name) : new Lines(name);
    return meter;
  }

  /** A duration in words, such as {@code 4 s} or {@code 1:02:03}. */
  public static String time(Duration d) {
    long s = d.toSeconds();
    if (s < 60) {
      return String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0);
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  /** How long the rest takes, never nothing. */
  private static String eta(Forecast forecast) {
    Duration left = Duration.ofSeconds((long) Math.ceil(forecast.secondsLeft()));
    return "ETA " + (left.toSeconds() < 60 ? left.toSeconds() + " s" : time(left));
  }

  private double seconds() {
    return clock.instant().toEpochMilli() / 1e3;
  }

  private final class Bar implements Meter {
    private final ProgressBar bar;
    private final Forecast forecast = new Forecast();

    Bar(String name) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(100)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .hideEta()
              .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
              .build();
    }

    @Override
    public synchronized void to(Work work, String note) {
      forecast.at(seconds(), work);
      bar.stepTo((long) (100 * forecast.share()));
      bar.setExtraMessage(eta(forecast) + ", " + note);
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
    private static final double EVERY = 10;
    private final String name;
    private final Forecast forecast = new Forecast();
    private double last = seconds();

    Lines(String name) {
      this.name = name;
    }

    @Override
    public synchronized void to(Work work, String note) {
      double now = seconds();
      forecast.at(now, work);
      if (now - last < EVERY) {
        return;
      }
      last = now;
      long percent = (long) (100 * forecast.share());
      line(String.format(Locale.ROOT, "%s: %d%%, %s, %s", name, percent, note, eta(forecast)));
    }

    @Override
    public void close() {
      synchronized (Console.this) {
        meter = null;
      }
    }
  }
}
