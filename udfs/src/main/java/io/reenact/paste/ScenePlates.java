package io.reenact.paste;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The plates that were asked for last: renders by one driver, and pieces of a render, share a
 * scene. Threads may share it.
 */
public final class ScenePlates {
  /** Of two or three megabytes each. */
  private static final int KEPT = 8;

  private final Map<String, ScenePlate> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ScenePlate> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A clip's plate.
   *
   * @param clip tells the clip from all others, and from itself once its file has changed
   * @param maker makes the plate if it is not there; two threads may both make it
   */
  public ScenePlate of(String clip, Supplier<ScenePlate> maker) {
    synchronized (kept) {
      ScenePlate known = kept.get(clip);
      if (known != null) {
        return known;
      }
    }
    ScenePlate made = maker.get();
    synchronized (kept) {
      kept.put(clip, made);
    }
    return made;
  }
}
