package io.reenact.inversion;

import ai.djl.Device;
import io.reenact.encoder.Encoded;
import io.reenact.encoder.EncoderBundle;
import io.reenact.encoder.FaceEncoder;
import io.reenact.error.UserError;
import io.reenact.face.ClipTrack;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceTracker;
import io.reenact.face.FrameTrack;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Painter;
import io.reenact.video.Images;

/**
 * Encodes pictures from their files' bytes on: the face is found, cut out and encoded. One thread
 * at a time.
 */
public final class PictureEncoder implements AutoCloseable {
  private final FaceAlignment alignment;
  private final FaceTracker tracker = new FaceTracker();
  private final TargetLoader targets = new TargetLoader(FaceEncoder.SIZE);
  private final Generator generator;
  private final Painter painter;
  private final EncodedFrames encoder;

  /**
   * What a picture shows.
   *
   * @param encoded null where no face can be used
   * @param camera that it is seen from, 25 floats; null likewise
   * @param reason why no face can be used; else null
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Lifted(Encoded encoded, float[] camera, String reason) {}

  /**
   * @param model fitted to this generator
   */
  public PictureEncoder(GeneratorBundle bundle, EncoderBundle model) {
    alignment = CohortInverter.alignment(bundle);
    generator = Generator.load(bundle, Device.cpu(), false);
    painter = Painter.of(generator, 1, true);
    encoder = new EncodedFrames(model, painter, 1);
  }

  /**
   * Encodes.
   *
   * @param picture a file's bytes: JPEG, PNG, WebP, ...
   */
  public Lifted lift(byte[] picture) {
    try {
      var image = Images.read(picture, "the picture");
      ClipTrack track = tracker.track(image, alignment);
      FrameTrack frame = track.frames().get(0);
      if (!frame.usable()) {
        return new Lifted(null, null, frame.reason());
      }
      return new Lifted(encoder.look(targets.target(image, frame)), frame.camera(), null);
    } catch (UserError e) {
      return new Lifted(null, null, e.getMessage());
    }
  }

  @Override
  public void close() {
    encoder.close();
    painter.close();
    generator.close();
    targets.close();
    tracker.close();
  }
}
