package io.reenact.direction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.generator.Heads;
import io.reenact.generator.Painter;
import io.reenact.inversion.CohortInverter;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.IdentityNetwork;
import io.reenact.nn.face.LandmarkExpression;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.nn.face.Landmarks68;
import io.reenact.splat.Colours;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Renders latents from the front and reads their faces with the bundled networks, whatever networks
 * losses use: names and units of directions stay the same. One thread at a time.
 */
public final class ReadFaces implements AutoCloseable {
  /** Names of the attributes, in order: what directions are called. Left is the image's. */
  public static final List<String> NAMES = LandmarkExpression.NAMES;

  /** Side of the pictures, px. */
  static final int SIZE = 256;

  /** Parts of a picture's side whose mean colours are read. */
  private static final int PARTS = 8;

  /** Floats of the colours. */
  static final int COLOURS = 3 * PARTS * PARTS;

  /** Floats of a shape. */
  static final int SHAPE = 3 * Landmarks68.COUNT;

  private static final int BATCH = 8;

  private final Painter painter;
  private final NDManager manager;
  private final LandmarkNetwork landmarks;
  private final IdentityNetwork identity;
  private final float[] face;
  private final float[] aligned;

  /**
   * @param painter stays the caller's
   */
  public ReadFaces(Painter painter) {
    this.painter = painter;
    this.manager = painter.generator().manager().newSubManager();
    this.landmarks = new LandmarkNetwork(manager);
    this.identity = new IdentityNetwork(manager);
    FaceCrops crops = new FaceCrops(CohortInverter.alignment(painter.generator().bundle()), 0);
    this.face = crops.face(Camera.neutral(), SIZE);
    this.aligned = crops.identity(Camera.neutral(), SIZE);
  }

  /**
   * Reads faces.
   *
   * @param latents {@code [N][latentSize]}
   * @return one a latent
   */
  public Reading[] read(float[][] latents) {
    Reading[] all = new Reading[latents.length];
    for (int from = 0; from < latents.length; from += BATCH) {
      int to = Math.min(latents.length, from + BATCH);
      read(Arrays.copyOfRange(latents, from, to), all, from);
    }
    return all;
  }

  private void read(float[][] latents, Reading[] into, int at) {
    int count = latents.length;
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray images = pictures(step, latents);
      float[] values = encode(images).toFloatArray();
      float[] identities = embed(images).toFloatArray();
      float[] colours =
          images
              .reshape(new Shape(count, 3, PARTS, SIZE / PARTS, PARTS, SIZE / PARTS))
              .mean(new int[] {5})
              .mean(new int[] {3})
              .toFloatArray();
      int width = values.length / count;
      for (int i = 0; i < count; i++) {
        float[] own = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        into[at + i] =
            new Reading(
                Arrays.copyOf(own, NAMES.size()),
                shape(own),
                Arrays.copyOfRange(
                    identities,
                    i * IdentityNetwork.DIMENSIONS,
                    (i + 1) * IdentityNetwork.DIMENSIONS),
                Arrays.copyOfRange(colours, i * COLOURS, (i + 1) * COLOURS));
      }
    }
  }

  /** Pictures of latents, {@code [N, 3, SIZE, SIZE]}, without gradients. */
  NDArray pictures(NDManager step, float[][] latents) {
    FloatBuffer pictures = Autograd.buffer(latents.length * 3 * SIZE * SIZE);
    try (Heads heads = painter.heads(latents)) {
      for (int i = 0; i < latents.length; i++) {
        pictures.put(heads.draw(i, Camera.neutral(), SIZE, SIZE, Colours.white()).image());
      }
    }
    return Autograd.wrap(step, pictures.rewind(), new Shape(latents.length, 3, SIZE, SIZE));
  }

  /** The landmarks among an encoding's mesh, in the mesh's own unit. */
  private static float[] shape(float[] encoding) {
    int[] points = Landmarks68.indices();
    float[] shape = new float[SHAPE];
    for (int i = 0; i < shape.length; i++) {
      shape[i] =
          (float) Math.sqrt(LandmarkNetwork.POINTS)
              * encoding[NAMES.size() + 3 * points[i / 3] + i % 3];
    }
    return shape;
  }

  /**
   * What {@link LandmarkExpression} says of pictures, differentiable to them.
   *
   * @param images {@code [B, 3, SIZE, SIZE]}
   */
  NDArray encode(NDArray images) {
    NDArray crops = CropSampler.crop(images, boxes(face, images), LandmarkNetwork.SIZE);
    return LandmarkExpression.encode(landmarks.forward(crops));
  }

  /** Identity embeddings of pictures, differentiable to them. */
  NDArray embed(NDArray images) {
    return identity.embed(CropSampler.crop(images, boxes(aligned, images), IdentityNetwork.SIZE));
  }

  private static float[][] boxes(float[] box, NDArray images) {
    float[][] boxes = new float[(int) images.getShape().get(0)][];
    Arrays.fill(boxes, box);
    return boxes;
  }

  @Override
  public void close() {
    landmarks.close();
    identity.close();
    manager.close();
  }
}
