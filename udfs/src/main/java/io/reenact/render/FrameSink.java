package io.reenact.render;

import java.io.IOException;

/** Takes a result's frames, in order. Closing without {@link #finish} drops what was written. */
public interface FrameSink extends AutoCloseable {
  /** The next frame. */
  void accept(RenderedFrame frame) throws IOException;

  /** All frames are there: makes the output whole. */
  default void finish() throws IOException {}

  @Override
  default void close() throws IOException {}
}
