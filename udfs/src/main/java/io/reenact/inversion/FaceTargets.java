package io.reenact.inversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.face.FaceCrops;
import io.reenact.maths.Vectors;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.CropSampler;
import io.reenact.nn.face.FaceExpression;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkExpression;
import io.reenact.retarget.FaceMeter;
import io.reenact.splat.Colours;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Features of the real frames that losses compare with: expression a frame, identity a person.
 * Computed when first asked for, over white.
 */
final class FaceTargets {
  private static final int IDENTITY_FRAMES = 12;

  private final FaceNetworks networks;
  private final FaceCrops crops;
  private final ExpressionEmphasis emphasis;

  /** Of eyes at rest, in their widths; narrower ones were misread. */
  private static final float LEAST_OPENING = 0.05f;

  private final Map<TargetFrame, float[]> expressions = new HashMap<>();

  FaceTargets(FaceNetworks networks, FaceCrops crops, ExpressionEmphasis emphasis) {
    this.networks = networks;
    this.crops = crops;
    this.emphasis = emphasis;
  }

  /** Crops of a face that its expression is read from. */
  int looks() {
    return crops.looks();
  }

  /** Which of the expression features measure something, in order. */
  int[] features(FaceExpression.Measure measure) {
    FaceExpression network = networks.expression();
    return IntStream.range(0, network.names().size())
        .filter(i -> network.measures(i) == measure)
        .toArray();
  }

  /** Names of the expression features that measure something, in order. */
  List<String> names() {
    return networks.expression().names();
  }

  /** Expression features of a frame, mean over all looks at it. */
  float[] expression(TargetFrame frame) {
    return expressions.computeIfAbsent(frame, f -> expression(composite(f), f.camera(), f.size()));
  }

  /** Expression features of a picture [3, S, S] in [-1, 1], mean over all looks at it. */
  float[] expression(float[] image, Camera camera, int size) {
    return expression(image, camera, size, crops.looks());
  }

  /** As {@link #expression(float[], Camera, int)}, from the first looks only. */
  float[] expression(float[] image, Camera camera, int size, int looks) {
    float[][] boxes = new float[looks][];
    Arrays.setAll(boxes, look -> crops.look(camera, size, look));
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray whole = array(step, image, size).repeat(0, boxes.length);
      NDArray crop = CropSampler.crop(whole, boxes, networks.expression().size());
      return networks.expression().encode(crop).mean(new int[] {0}).toFloatArray();
    }
  }

  /**
   * The expression that a source should show under a driver's frame: the driver's, and of what the
   * two differ by at rest the part that is due to their faces ({@link ExpressionEmphasis#atRest}).
   * Features that measure faces would else ask for the driver's lids in the source's face; the
   * whole difference, for what the two clips happen to show. Lids differ by a factor, so that eyes
   * that the driver closes are closed in any face.
   *
   * @param source features of the source at rest
   * @param shown of the driver's frame
   * @param driver of the driver at rest
   */
  float[] goal(float[] source, float[] shown, float[] driver) {
    float[] goal = new float[shown.length];
    for (int i = 0; i < goal.length; i++) {
      FaceExpression.Measure measure = networks.expression().measures(i);
      float difference = emphasis.atRest(measure) * (source[i] - driver[i]);
      goal[i] =
          measure == FaceExpression.Measure.LIDS
              ? shown[i] * (1 + difference / Math.max(LEAST_OPENING, driver[i]))
              : shown[i] + difference;
    }
    return goal;
  }

  /**
   * What a frame shows, by {@link FaceMeter#NAMES}: mean over all looks at it, by the bundled
   * network whichever the losses have.
   */
  float[] shown(TargetFrame frame) {
    if (networks.expression() instanceof LandmarkExpression) {
      return Arrays.copyOf(expression(frame), FaceMeter.NAMES.size());
    }
    return FaceMeter.of(networks, crops)
        .read(List.of(composite(frame)), List.of(frame.camera()), frame.size())[0];
  }

  /** Mean expression features of some frames. */
  float[] meanExpression(List<TargetFrame> frames) {
    return Vectors.mean(frames.stream().map(this::expression).toList());
  }

  /** Mean embedding of some frames of a person spread over the clips, unit length. */
  float[] identity(PersonInput person) {
    List<TargetFrame> all = person.clips().stream().flatMap(c -> c.frames().stream()).toList();
    int count = Math.min(IDENTITY_FRAMES, all.size());
    List<float[]> embeddings = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      embeddings.add(embedding(all.get((int) ((k + 0.5) * all.size() / count))));
    }
    return Vectors.unit(Vectors.mean(embeddings));
  }

  /** Embedding of the face in a frame. */
  float[] embedding(TargetFrame frame) {
    try (NDManager step = networks.manager().newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      float[][] box = {crops.identity(frame.camera(), frame.size())};
      NDArray crop =
          CropSampler.crop(
              array(step, composite(frame), frame.size()), box, networks.identity().size());
      return networks.identity().embed(crop).toFloatArray();
    }
  }

  private static float[] composite(TargetFrame frame) {
    float[] image = new float[3 * frame.size() * frame.size()];
    frame.composite(Colours.white(), image);
    return image;
  }

  private static NDArray array(NDManager manager, float[] image, int size) {
    FloatBuffer b = Autograd.buffer(image.length);
    b.put(image).rewind();
    return Autograd.wrap(manager, b, new Shape(1, 3, size, size));
  }
}
