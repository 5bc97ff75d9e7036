package io.reenact.inversion;

import io.reenact.encoder.Encoded;
import io.reenact.encoder.EncoderBundle;
import io.reenact.encoder.EncoderSample;
import io.reenact.encoder.FaceEncoder;
import io.reenact.generator.Painter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What an encoder says of people's frames, each looked at once. */
final class EncodedFrames implements AutoCloseable {
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
    EncoderSample s = FramePicture.of(frame, null);
    return encoder.encode(s.image(), s.alpha(), s.camera());
  }

  @Override
  public void close() {
    encoder.close();
  }
}
