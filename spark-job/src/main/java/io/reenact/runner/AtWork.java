package io.reenact.runner;

import java.io.Serializable;
import org.apache.spark.util.AccumulatorV2;

/**
 * Where a task stands: its units tell it while they work, and Spark carries it to the driver with
 * every heartbeat. The driver looks at what running tasks send; it doesn't add them up, since it
 * hears of ended units by their results.
 */
final class AtWork extends AccumulatorV2<AtWork.News, AtWork.News> {
  private static final long serialVersionUID = 1L;
  private static final News NOTHING = new News(-1, 0, 0, 0, "");

  private News news = NOTHING;

  /**
   * What has changed, or all that has so far.
   *
   * @param partition which task of the stage
   * @param ended how many of its units have
   * @param done predicted seconds of one core
   * @param more what its units turned out to cost, less what they were planned to
   * @param doing what its unit is doing
   */
  record News(int partition, int ended, double done, double more, String doing)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    News and(News later) {
      return new News(
          later.partition, ended + later.ended, done + later.done, more + later.more, later.doing);
    }
  }

  @Override
  public synchronized boolean isZero() {
    return news.equals(NOTHING);
  }

  @Override
  public synchronized AtWork copy() {
    AtWork copy = new AtWork();
    copy.news = news;
    return copy;
  }

  @Override
  public synchronized void reset() {
    news = NOTHING;
  }

  @Override
  public synchronized void add(News v) {
    news = news.and(v);
  }

  @Override
  public void merge(AccumulatorV2<News, News> other) {
    News more = other.value();
    if (!other.isZero()) {
      add(more);
    }
  }

  @Override
  public synchronized News value() {
    return news;
  }
}
