package io.reenact.render;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Feeds a sink from a thread of its own, so that encoding overlaps rendering. */
final class SinkQueue implements AutoCloseable {
  private static final int CAPACITY = 16;
  private static final RenderedFrame END = new RenderedFrame(-1, 0, null, null);

  private final BlockingQueue<RenderedFrame> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final FrameSink sink;
  private final Thread thread;
  private volatile Throwable failure;
  private volatile double seconds;

  SinkQueue(FrameSink sink) {
    this.sink = sink;
    thread = new Thread(this::drain, "encoder");
    thread.setDaemon(true);
    thread.start();
  }

  private void drain() {
    long spent = 0;
    try {
      for (RenderedFrame f = queue.take(); f.frame() >= 0; f = queue.take()) {
        long start = System.nanoTime();
        sink.accept(f);
        spent += System.nanoTime() - start;
      }
    } catch (InterruptedException e) {
      failure = e;
    } catch (Throwable e) {
      failure = e;
    }
    seconds = spent / 1e9;
  }

  /** Hands a frame over; waits while the sink is behind. */
  void put(RenderedFrame frame) throws IOException {
    try {
      while (!queue.offer(frame, 200, TimeUnit.MILLISECONDS)) {
        rethrow();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    rethrow();
  }

  /** Waits until the sink has all frames; returns the seconds that it took. */
  double end() throws IOException {
    put(END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    rethrow();
    return seconds;
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException io = new InterruptedIOException("interrupted while encoding");
    io.initCause(e);
    return io;
  }

  private void rethrow() throws IOException {
    Throwable t = failure;
    if (t instanceof IOException e) {
      throw e;
    }
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    if (t != null) {
      throw new IOException("the encoder failed", t);
    }
  }

  /** Stops the thread, wherever it is, so that the sink can be closed. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
