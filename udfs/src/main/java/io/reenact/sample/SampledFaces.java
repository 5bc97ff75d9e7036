package io.reenact.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.generator.Generator;
import io.reenact.inversion.CohortInverter;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.ExpressionFeatures;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.LandmarkNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the landmark network reads from a frontal picture of a latent: the scalars of {@link
 * ExpressionFeatures} and {@code smile}, how far the lip corners stand above the lips' middle and
 * apart. One thread at a time.
 */
public final class SampledFaces implements AutoCloseable {
  /** The measures' names: those of {@link ExpressionFeatures#NAMES}, then smile. */
  public static final List<String> NAMES = names();

  private static final int SIZE = 192;

  private final Generator generator;
  private final LandmarkNetwork network;
  private final FrontalPictures pictures;
  private final float[] box;

  /**
   * @param generator stays the caller's
   */
  public SampledFaces(Generator generator) {
    this.generator = generator;
    this.pictures = new FrontalPictures(generator, SIZE);
    this.network = new LandmarkNetwork(generator.manager());
    FaceAlignment alignment = CohortInverter.alignment(generator.bundle());
    float[] dense = alignment.project(Camera.neutral(), SIZE);
    int[] index = FaceAlignment.landmarks68();
    float[] points = new float[2 * index.length];
    for (int i = 0; i < index.length; i++) {
      points[2 * i] = dense[2 * index[i]];
      points[2 * i + 1] = dense[2 * index[i] + 1];
    }
    this.box = FaceBoxes.landmarkBox(points);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(ExpressionFeatures.NAMES);
    names.add("smile");
    return Collections.unmodifiableList(names);
  }

  /**
   * A face as the landmark network sees it.
   *
   * @param crop {@code [3, LandmarkNetwork.SIZE, LandmarkNetwork.SIZE]} in [-1, 1]
   * @param landmarks {@code [468, 3]}, see {@link LandmarkNetwork.Output}
   */
  @SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
  public record Face(float[] crop, float[] landmarks) {}

  /**
   * Renders a face and finds its landmarks.
   *
   * @param latent {@code [latentSize]}
   */
  public Face face(float[] latent) {
    try (NDManager step = generator.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = pictures.array(latent, step);
      NDArray crop = CropSampler.crop(whole, new float[][] {box}, LandmarkNetwork.SIZE);
      return new Face(crop.toFloatArray(), network.forward(crop).landmarks().toFloatArray());
    }
  }

  /**
   * Renders and measures.
   *
   * @param latent {@code [latentSize]}
   * @return one float a name
   */
  public float[] measure(float[] latent) {
    float[] scalars = ExpressionFeatures.scalars(face(latent).landmarks());
    float[] all = java.util.Arrays.copyOf(scalars, scalars.length + 1);
    int corner = ExpressionFeatures.NAMES.indexOf("lip_corner_left");
    int width = ExpressionFeatures.NAMES.indexOf("mouth_width");
    all[scalars.length] = scalars[corner] + scalars[corner + 1] + scalars[width];
    return all;
  }

  @Override
  public void close() {
    pictures.close();
    network.close();
  }
}
