package io.reenact.nn.cpu;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Where the pixels of crops come from along one axis: of each of a crop's places some neighbouring
 * pixels, and their weights. {@link #most} weights a place are kept.
 */
public final class Taps {
  private final int size;
  private final int most;
  private final IntBuffer first;
  private final IntBuffer count;
  private final FloatBuffer weights;

  /**
   * @param crops how many
   * @param size places of a crop
   * @param most weights that a place can have
   */
  public Taps(int crops, int size, int most) {
    this.size = size;
    this.most = most;
    int places = Math.multiplyExact(crops, size);
    first = ints(places);
    count = ints(places);
    weights = bytes(Math.multiplyExact(places, most)).asFloatBuffer();
  }

  private static IntBuffer ints(int n) {
    return bytes(n).asIntBuffer();
  }

  private static ByteBuffer bytes(int n) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(n, 4)).order(ByteOrder.nativeOrder());
  }

  /** Adds the next weight of a place, of the pixel after that of the weight before. */
  public void add(int crop, int place, int pixel, float weight) {
    int at = crop * size + place;
    int n = count.get(at);
    if (n == 0) {
      first.put(at, pixel);
    }
    if (n == most || pixel != first.get(at) + n) {
      throw new IllegalArgumentException("weight " + n + " of pixel " + pixel);
    }
    weights.put(at * most + n, weight);
    count.put(at, n + 1);
  }

  int crops() {
    return size == 0 ? 0 : first.capacity() / size;
  }

  int size() {
    return size;
  }

  int most() {
    return most;
  }

  Pointer first(int crop) {
    return Native.getDirectBufferPointer(first).share(4L * crop * size);
  }

  Pointer count(int crop) {
    return Native.getDirectBufferPointer(count).share(4L * crop * size);
  }

  Pointer weights(int crop) {
    return Native.getDirectBufferPointer(weights).share(4L * crop * size * most);
  }
}
