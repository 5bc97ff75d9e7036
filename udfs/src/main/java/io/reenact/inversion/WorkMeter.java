package io.reenact.inversion;

/** Counts rendered frames against the predicted total, for progress with an ETA. */
final class WorkMeter {
  private final Progress progress;
  private final long total;
  private long done;

  WorkMeter(Progress progress, long total) {
    this.progress = progress;
    this.total = Math.max(1, total);
  }

  void add(long frames) {
    done += frames;
    progress.at(Math.min(done, total), total);
  }
}
