package io.reenact.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Costly things that tasks of one JVM use one after another, such as networks with their weights.
 * What is given back is kept, up to a bound; what was given back longest ago is closed first.
 */
public final class Pool<K, V extends AutoCloseable> {
  private final int bound;
  private final Deque<Idle<K, V>> idle = new ArrayDeque<>();

  private record Idle<K, V>(K key, V value) {}

  /**
   * @param bound how many idle ones are kept
   */
  public Pool(int bound) {
    this.bound = bound;
  }

  /** Makes one. */
  public interface Maker<V> {
    V make() throws Exception;
  }

  /** Uses one. */
  public interface Use<V> {
    void with(V value) throws Exception;
  }

  /** Lends one to {@code use}; it is closed instead of kept if {@code use} fails. */
  public void lend(K key, Maker<V> maker, Use<V> use) throws Exception {
    V value = take(key);
    if (value == null) {
      value = maker.make();
    }
    boolean fine = false;
    try {
      use.with(value);
      fine = true;
    } finally {
      if (fine) {
        giveBack(key, value);
      } else {
        value.close();
      }
    }
  }

  private synchronized V take(K key) {
    for (Iterator<Idle<K, V>> it = idle.descendingIterator(); it.hasNext(); ) {
      Idle<K, V> one = it.next();
      if (one.key.equals(key)) {
        it.remove();
        return one.value;
      }
    }
    return null;
  }

  private void giveBack(K key, V value) throws Exception {
    V surplus = null;
    synchronized (this) {
      idle.addLast(new Idle<>(key, value));
      if (idle.size() > bound) {
        surplus = idle.removeFirst().value;
      }
    }
    if (surplus != null) {
      surplus.close();
    }
  }
}
