package io.reenact.inversion;

import java.io.IOException;
import java.util.Optional;

/** Where a long unit keeps its last checkpoint; one at a time, replaced atomically. */
public interface Checkpoints {
  /** The last checkpoint, if there is one. */
  Optional<byte[]> load() throws IOException;

  /** Replaces it. */
  void save(byte[] checkpoint) throws IOException;

  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<byte[]> load() {
          return Optional.empty();
        }

        @Override
        public void save(byte[] checkpoint) {
          // Nothing is kept.
        }
      };
}
