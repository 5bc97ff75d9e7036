package io.reenact.pool;

import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the entries used last. Not safe to share between threads. */
public final class LatestMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * @param most entries that are kept, at least 1
   */
  public LatestMap(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
