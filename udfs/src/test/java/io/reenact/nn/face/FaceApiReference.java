package io.reenact.nn.face;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What models/face_api_reference.py looks at, and what it wrote. */
final class FaceApiReference {
  private FaceApiReference() {}

  /** The same picture, {@code [1, 3, size, size]} RGB in [-1, 1]. */
  static NDArray picture(NDManager manager, int size) {
    float[] picture = new float[3 * size * size];
    for (int i = 0; i < picture.length; i++) {
      int c = i / (size * size);
      int y = i / size % size;
      picture[i] = (float) (Math.sin(0.05 * (i % size) + c) * Math.cos(0.07 * y - 0.5 * c));
    }
    return manager.create(picture, new Shape(1, 3, size, size));
  }

  /** What PyTorch makes of it. */
  static float[] expected(String file) {
    try (InputStream in = FaceApiReference.class.getResourceAsStream(file)) {
      return JsonMapper.builder().build().readValue(in, float[].class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
