package io.reenact.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceAlignment;
import io.reenact.face.FaceCrops;
import io.reenact.motion.PictureFeatures;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceDetail;
import io.reenact.nn.face.IdentityNetwork;
import java.util.List;

/**
 * What the encoder looks at in a picture of a face: the attention mesh's points relative to the
 * eyes, the same points relative to where a mean face would be seen, the identity network's
 * embedding, and small pictures of colours and outline. The networks were trained on photographs,
 * so that what is learnt on rendered people carries over. Holds native networks; one thread at a
 * time.
 */
final class FaceLook implements AutoCloseable {
  /** Raise it when the same picture gives other features. */
  static final String VERSION = "1";

  /** Side of the pictures, px. */
  static final int SIZE = 256;

  /** Parts of a picture's side whose mean colour, and whose mean coverage, are looked at. */
  private static final int PARTS = 16;

  private static final int MESH = 468;
  private static final int PLACES = 2 * 96;
  private static final int COLOURS = 3 * PARTS * PARTS;
  private static final int OUTLINE = PARTS * PARTS;

  /** How many features. */
  static final int FEATURES =
      PictureFeatures.SIZE + PLACES + IdentityNetwork.DIMENSIONS + COLOURS + OUTLINE;

  /** Sizes of the groups of features. */
  static final List<Integer> GROUPS =
      List.of(PictureFeatures.SIZE, PLACES, IdentityNetwork.DIMENSIONS, COLOURS, OUTLINE);

  private final FaceAlignment alignment;
  private final FaceCrops crops;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final FaceDetail detail = new FaceDetail();
  private final IdentityNetwork identity = new IdentityNetwork(manager);

  /**
   * @param alignment where a face is in the generator's world
   */
  FaceLook(FaceAlignment alignment) {
    this.alignment = alignment;
    this.crops = new FaceCrops(alignment, 0);
  }

  /**
   * Looks at a picture.
   *
   * @param image {@code [3, SIZE, SIZE]} in [-1, 1], over white
   * @param alpha coverage {@code [SIZE, SIZE]}, 0 to 1; null if it is not known
   * @param camera that the head is believed to be seen from
   * @return {@link #FEATURES} floats
   */
  float[] at(float[] image, float[] alpha, Camera camera) {
    float[] out = new float[FEATURES];
    float[] box = crops.face(camera, SIZE);
    FaceDetail.Seen seen = detail.see(image, SIZE, box);
    float[] shape = PictureFeatures.of(seen);
    System.arraycopy(shape, 0, out, 0, shape.length);
    int at = places(seen, box, alignment.project(camera, SIZE), out, shape.length);
    try (NDManager step = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = step.create(image, new Shape(1, 3, SIZE, SIZE));
      float[][] face = {crops.identity(camera, SIZE)};
      float[] embedding =
          identity.embed(CropSampler.crop(whole, face, IdentityNetwork.SIZE)).toFloatArray();
      System.arraycopy(embedding, 0, out, at, embedding.length);
      at += embedding.length;
    }
    for (int c = 0; c < 3; c++) {
      at = pooled(image, c * SIZE * SIZE, out, at);
    }
    if (alpha != null) {
      pooled(alpha, 0, out, at);
    }
    return out;
  }

  /** Points of the mesh against those of the canonical face, in sides of the face's box. */
  private static int places(
      FaceDetail.Seen seen, float[] box, float[] canonical, float[] out, int at) {
    float side = box[2] - box[0];
    int to = at;
    for (int i = 0; i < PLACES / 2; i++) {
      int point = i * MESH * 2 / PLACES;
      for (int k = 0; k < 2; k++) {
        out[to++] = seen.mesh()[3 * point + k] - (canonical[2 * point + k] - box[k]) / side;
      }
    }
    return to;
  }

  private static int pooled(float[] plane, int from, float[] out, int at) {
    int block = SIZE / PARTS;
    for (int y = 0; y < PARTS; y++) {
      for (int x = 0; x < PARTS; x++) {
        float sum = 0;
        for (int i = 0; i < block * block; i++) {
          sum += plane[from + (y * block + i / block) * SIZE + x * block + i % block];
        }
        out[at + y * PARTS + x] = sum / (block * block);
      }
    }
    return at + PARTS * PARTS;
  }

  @Override
  public void close() {
    identity.close();
    detail.close();
    manager.close();
  }
}
