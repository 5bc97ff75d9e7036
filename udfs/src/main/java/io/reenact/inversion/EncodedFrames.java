package io.reenact.inversion;

import io.reenact.encoder.Encoded;
import io.reenact.encoder.EncoderBundle;
import io.reenact.encoder.FaceEncoder;
import io.reenact.generator.Painter;
import io.reenact.splat.Colours;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What an encoder says of people's frames, each looked at once. */
final class EncodedFrames implements AutoCloseable {
  private static final float BYTE = 255;

  private final FaceEncoder encoder;
  private final int most;
  private final Map<TargetFrame, Encoded> seen = new IdentityHashMap<>();

  /**
   * @param most frames of a person from which an anchor is made
   */
  EncodedFrames(EncoderBundle model, Painter painter, int most) {
    this.encoder =
        new FaceEncoder(model, painter, CohortInverter.alignment(painter.generator().bundle()));
    this.most = most;
  }

  /** The anchor that a person's frames show together. */
  float[] anchor(PersonInput person, AttributeSearch search) {
    List<TargetFrame> frames =
        spread(person.clips().stream().flatMap(c -> c.frames().stream()).toList(), most);
    List<Encoded> all = frames.stream().map(this::at).toList();
    return search.search(Encoded.anchor(all), frames, all);
  }

  /** At most so many of some, evenly spread. */
  static <T> List<T> spread(List<T> all, int most) {
    int count = Math.min(most, all.size());
    List<T> out = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      out.add(all.get((int) ((k + 0.5) * all.size() / count)));
    }
    return out;
  }

  /** What a frame shows. */
  Encoded at(TargetFrame frame) {
    return seen.computeIfAbsent(frame, this::encode);
  }

  /** What a frame shows that won't be asked for again. */
  Encoded look(TargetFrame frame) {
    return encode(frame);
  }

  private Encoded encode(TargetFrame frame) {
    int size = frame.size();
    float[] image = new float[3 * size * size];
    frame.composite(Colours.white(), image);
    float[] alpha = new float[size * size];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = (frame.matte()[i] & 0xff) / BYTE;
    }
    return encoder.encode(resized(image, 3, size), resized(alpha, 1, size), frame.camera());
  }

  /** Planes at the encoder's size, bilinear. */
  private static float[] resized(float[] planes, int count, int size) {
    int to = FaceEncoder.SIZE;
    if (size == to) {
      return planes;
    }
    float[] out = new float[count * to * to];
    float scale = (float) size / to;
    for (int y = 0; y < to; y++) {
      float v = Math.max(0, Math.min(size - 1f, (y + 0.5f) * scale - 0.5f));
      int y0 = (int) v;
      int y1 = Math.min(size - 1, y0 + 1);
      for (int x = 0; x < to; x++) {
        float u = Math.max(0, Math.min(size - 1f, (x + 0.5f) * scale - 0.5f));
        int x0 = (int) u;
        int x1 = Math.min(size - 1, x0 + 1);
        for (int c = 0; c < count; c++) {
          int at = c * size * size;
          float top = mix(planes[at + y0 * size + x0], planes[at + y0 * size + x1], u - x0);
          float low = mix(planes[at + y1 * size + x0], planes[at + y1 * size + x1], u - x0);
          out[(c * to + y) * to + x] = mix(top, low, v - y0);
        }
      }
    }
    return out;
  }

  private static float mix(float a, float b, float t) {
    return a + t * (b - a);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
