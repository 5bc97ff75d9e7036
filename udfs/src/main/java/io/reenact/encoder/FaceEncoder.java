package io.reenact.encoder;

import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.splat.Colours;
import java.util.List;

/**
 * From a picture to a latent, without optimisation: a regression from what networks see in it
 * ({@link FaceLook}), then others from how that differs from what they see in the head found so far
 * (supervised descent, Xiong and De la Torre 2013). Holds native networks; one thread at a time.
 */
public final class FaceEncoder implements AutoCloseable {
  /** Side of the pictures that it looks at, px. */
  public static final int SIZE = FaceLook.SIZE;

  private final Painter painter;
  private final FaceLook look;
  private final List<Regression> stages;
  private final double[] precision;

  /**
   * @param model fitted to the painter's generator
   * @param painter stays the caller's
   * @param alignment where a face is in the generator's world
   */
  public FaceEncoder(EncoderBundle model, Painter painter, FaceAlignment alignment) {
    this(
        model.requireFor(painter.generator().bundle()).stages(),
        model.precision(),
        painter,
        alignment);
  }

  /** As far as some stages go, for fitting the next one. */
  FaceEncoder(
      List<Regression> stages, double[] precision, Painter painter, FaceAlignment alignment) {
    this.stages = stages;
    this.precision = precision;
    this.painter = painter;
    this.look = new FaceLook(alignment);
  }

  /**
   * Encodes a picture.
   *
   * @param image {@code [3, SIZE, SIZE]} in [-1, 1], the aligned crop over white
   * @param alpha the person's coverage, {@code [SIZE, SIZE]}, 0 to 1
   * @param camera that the head is tracked from
   */
  public Encoded encode(float[] image, float[] alpha, Camera camera) {
    return encode(look.at(image, alpha, camera), camera);
  }

  /** Encodes what was looked at. */
  Encoded encode(float[] seen, Camera camera) {
    int latent = painter.generator().bundle().manifest().latentSize();
    double trust = precision.length == 0 ? 1 : precision[turned(camera, precision.length)];
    float[] values = stages.get(0).of(seen);
    for (Regression stage : stages.subList(1, stages.size())) {
      float[] step = stage.of(difference(seen, Encoded.of(values, latent, trust), camera));
      for (int i = 0; i < values.length; i++) {
        values[i] += step[i];
      }
    }
    return Encoded.of(values, latent, trust);
  }

  /** What it looks with. */
  FaceLook look() {
    return look;
  }

  /** How what is seen differs from what the head found so far looks like. */
  float[] difference(float[] seen, Encoded found, Camera camera) {
    float[] out = seen.clone();
    try (Heads heads = painter.heads(new float[][] {found.latent()})) {
      Heads.Drawn drawn =
          heads.draw(0, camera.withHeadMotion(found.motion()), SIZE, SIZE, Colours.white());
      float[] made = look.at(drawn.image(), drawn.alpha(), camera);
      for (int i = 0; i < out.length; i++) {
        out[i] -= made[i];
      }
    }
    return out;
  }

  /** Into which of some equal steps of a quarter turn a head's yaw falls. */
  static int turned(Camera camera, int steps) {
    double part = Math.abs(camera.yawPitch()[0]) / (Math.PI / 4);
    return (int) Math.min(steps - 1.0, part * steps);
  }

  @Override
  public void close() {
    look.close();
  }
}
