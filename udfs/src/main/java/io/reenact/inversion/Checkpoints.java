package io.reenact.inversion;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a long unit keeps its last checkpoint; one at a time, replaced atomically. Checkpoints hold
 * all weights with their moments, half a gigabyte for a generator of full size, so they go through
 * streams and never lie in the heap.
 */
public interface Checkpoints {
  /** Writes the bytes of a checkpoint. */
  @FunctionalInterface
  interface Content {
    /** Writes them all; does not close. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** A local file of the last checkpoint, if there is one; it stays the callee's. */
  Optional<Path> load() throws IOException;

  /** Replaces it. */
  void save(Content checkpoint) throws IOException;

  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<Path> load() {
          return Optional.empty();
        }

        @Override
        public void save(Content checkpoint) {
          // Nothing is kept.
        }
      };
}
