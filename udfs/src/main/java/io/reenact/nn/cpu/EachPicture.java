package io.reenact.nn.cpu;

import io.reenact.nn.Autograd;
import java.nio.FloatBuffer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Work that is done picture by picture, on as many threads as PyTorch may use. */
final class EachPicture {
  private EachPicture() {}

  static void run(int count, IntConsumer work) {
    int threads = Math.min(count, Autograd.threads());
    if (threads < 2) {
      for (int i = 0; i < count; i++) {
        work.accept(i);
      }
      return;
    }
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            t -> {
              for (int i = t; i < count; i += threads) {
                work.accept(i);
              }
            });
  }

  /** The values where kernels can read them: they, or a copy. */
  static FloatBuffer direct(FloatBuffer values) {
    return values.isDirect() ? values : Autograd.buffer(values.remaining()).put(values).rewind();
  }
}
