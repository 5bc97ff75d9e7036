package io.reenact.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Says how much of some work is done and how long the rest takes. The speed is that of a piece at
 * work, measured lately: over half of the time since work began, so that loading and compiling,
 * which come first, are soon forgotten, and a phase that was priced wrong does no harm for long.
 */
final class Forecast {
  /** Shorter times than this say little, since news come with heartbeats, seconds apart. */
  private static final double SHORTEST = 30;

  /** Seconds of the predicted speed that are mixed into the measured one, at most. */
  private static final double TRUST = 5;

  /** From so many news on, the first one tells when loading ended and work began. */
  private static final int ENOUGH = 3;

  private static final double MOST = 0.99;

  /** News of work done, thinned out as they grow old. */
  private final List<Seen> news = new ArrayList<>();

  private String part;
  private Seen start;
  private Seen now;
  private Seen latest;
  private double prior = 1;
  private double trust;
  private double share;
  private double left;

  /**
   * @param at seconds
   * @param busy pieces at work, summed up over time: what a speed is of
   * @param done work
   */
  private record Seen(double at, double busy, double done) {}

  /**
   * Hears where the work stands.
   *
   * @param at seconds, by any clock that doesn't go back
   */
  void at(double at, Work work) {
    if (!work.part().equals(part)) {
      // A machine that was slower than predicted won't be quick with the next part.
      prior = part == null ? 1 : Math.min(1, speed());
      part = work.part();
      now = new Seen(at, 0, work.done());
      start = now;
      latest = now;
      news.clear();
      // Of a short part, half: its first piece, which loads and compiles, says little of the
      // others.
      trust = Math.max(1e-3, Math.min(TRUST, work.left() / Math.max(1, work.slots()) / 2));
    }
    double busy = now.busy + (at - now.at) * Math.max(1, work.running());
    boolean moved = work.done() > now.done;
    now = new Seen(at, busy, Math.max(now.done, work.done()));
    if (moved) {
      latest = now;
      remember();
    }
    double all = work.done() + work.left() + work.after();
    share = Math.max(share, all <= 0 ? 0 : Math.min(MOST, work.done() / all));
    double speed = speed();
    double rest = Math.max(work.left() / Math.max(1, work.slots()), work.longest()) / speed;
    double silent = at - latest.at;
    // Between two pieces of news nothing seems to be done. What is past its time is likely to take
    // about as long again.
    left = Math.max(rest - silent, silent / 2) + work.after() * Math.max(1, 1 / speed);
  }

  private void remember() {
    double apart = news.isEmpty() ? 0 : Math.max(1, (now.at - news.get(0).at) / 100);
    if (news.isEmpty() || now.at - news.get(news.size() - 1).at >= apart) {
      news.add(now);
    }
  }

  /** Work a second of one piece. */
  private double speed() {
    if (news.isEmpty()) {
      return prior;
    }
    Seen from = news.size() < ENOUGH ? start : news.get(0);
    double window = Math.max(SHORTEST, (latest.at - from.at) / 2);
    for (Seen s : news) {
      if (s.at > latest.at - window) {
        break;
      }
      from = s;
    }
    double busy = latest.busy - from.busy;
    return Math.max(1e-6, (latest.done - from.done + trust * prior) / (busy + trust));
  }

  /** From 0 to 0.99, and never less than before. */
  double share() {
    return share;
  }

  /** About how many seconds are left, at least 1. */
  double secondsLeft() {
    return Math.max(1, left);
  }
}
