package io.reenact.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Costly things that tasks of one JVM use one after another, such as networks with their weights.
 * What is given back is kept, up to a bound; what was given back longest ago is closed first.
 */
public final class Pool<K, V extends AutoCloseable> {
  private final int bound;
  private final int each;
  private final Deque<Idle<K, V>> idle = new ArrayDeque<>();
  private final Map<K, Integer> lent = new HashMap<>();

  private record Idle<K, V>(K key, V value) {}

  /**
   * @param bound how many idle ones are kept
   */
  public Pool(int bound) {
    this(bound, Integer.MAX_VALUE);
  }

  /**
   * @param bound how many idle ones are kept
   * @param each how many of one key are lent at a time; who asks for more waits
   */
  public Pool(int bound, int each) {
    this.bound = bound;
    this.each = each;
  }

  /** Makes one. */
  public interface Maker<V> {
    V make() throws Exception;
  }

  /** Uses one. */
  public interface Use<V> {
    void with(V value) throws Exception;
  }

  /** Uses one for an answer. */
  public interface Question<V, R> {
    R ask(V value) throws Exception;
  }

  /** Lends one to {@code use}; it is closed instead of kept if {@code use} fails. */
  public void lend(K key, Maker<V> maker, Use<V> use) throws Exception {
    ask(
        key,
        maker,
        value -> {
          use.with(value);
          return value;
        });
  }

  /** Lends one to {@code question}; it is closed instead of kept if {@code question} fails. */
  public <R> R ask(K key, Maker<V> maker, Question<V, R> question) throws Exception {
    V value = take(key);
    boolean fine = false;
    try {
      if (value == null) {
        value = maker.make();
      }
      R answer = question.ask(value);
      fine = true;
      return answer;
    } finally {
      try {
        if (fine) {
          giveBack(key, value);
        } else if (value != null) {
          value.close();
        }
      } finally {
        end(key);
      }
    }
  }

  private synchronized V take(K key) throws InterruptedException {
    while (lent.getOrDefault(key, 0) >= each) {
      wait();
    }
    lent.merge(key, 1, Integer::sum);
    for (Iterator<Idle<K, V>> it = idle.descendingIterator(); it.hasNext(); ) {
      Idle<K, V> one = it.next();
      if (one.key.equals(key)) {
        it.remove();
        return one.value;
      }
    }
    return null;
  }

  private synchronized void end(K key) {
    lent.computeIfPresent(key, (k, n) -> n > 1 ? n - 1 : null);
    notifyAll();
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
