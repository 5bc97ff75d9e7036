package io.reenact.face;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.maths.Vectors;
import io.reenact.nn.Autograd;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.IdentityNetwork;
import io.reenact.video.RgbImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tells whose face each shot of a clip shows: a cut may be to somebody else, who must not lend the
 * clip's person their looks. A few faces a shot are embedded; shots whose embeddings are alike are
 * one person's, and the one with the most usable frames is the clip's. A clip of a single shot
 * costs nothing: the network is not even loaded.
 */
final class ShotPeople implements AutoCloseable {
  /**
   * Least cosine of one person's shots. The network gave one person's pictures 0.66 and more, those
   * of different people 0.34 and less ({@link IdentityNetwork}); this is the middle.
   */
  static final double SAME = 0.5;

  /** Why frames of others are of no use. */
  static final String REASON = "another person than in most of the clip";

  /** Usable frames of a shot between two of which the faces are embedded, and how many. */
  private static final int EVERY = 10;

  private static final int FACES = 3;

  private final Map<Integer, float[]> embeddings = new LinkedHashMap<>();
  private final List<float[]> crops = new ArrayList<>();
  private NDManager manager;
  private IdentityNetwork network;
  private int shot;
  private int usable;

  /** Forgets the clip before. */
  void start() {
    embeddings.clear();
    crops.clear();
    shot = 0;
    usable = 0;
  }

  /** Looks at a measured frame, in order. */
  void see(RgbImage image, FrameMeasure m) {
    if (m.reason() != null) {
      return;
    }
    if (m.shot() != shot) {
      embed();
      shot = m.shot();
      usable = 0;
    }
    if (usable++ % EVERY == 0 && crops.size() < FACES) {
      crops.add(crop(image, m.mesh()));
    }
  }

  /**
   * The measures, with those of other people than the clip's marked.
   *
   * @param notes receives a line if there are any
   */
  List<FrameMeasure> mark(List<FrameMeasure> measures, List<String> notes) {
    if (embeddings.isEmpty()) {
      return measures;
    }
    embed();
    Map<Integer, Integer> frames = new LinkedHashMap<>();
    measures.stream()
        .filter(m -> m.reason() == null)
        .forEach(m -> frames.merge(m.shot(), 1, Integer::sum));
    Map<Integer, Integer> people = people(embeddings, frames);
    int main = main(people, frames);
    List<FrameMeasure> marked = new ArrayList<>();
    TreeSet<Integer> others = new TreeSet<>();
    int count = 0;
    for (FrameMeasure m : measures) {
      if (m.reason() == null && people.getOrDefault(m.shot(), main) != main) {
        others.add(m.shot());
        count++;
        marked.add(
            new FrameMeasure(m.frame(), m.ptsUs(), m.shot(), m.mesh(), REASON, m.otherFaces()));
      } else {
        marked.add(m);
      }
    }
    if (count > 0) {
      notes.add(
          "the clip cuts to somebody else: "
              + count
              + " of "
              + measures.size()
              + " frames, in "
              + others.size()
              + " of "
              + frames.size()
              + " shots, don't show its main person and are left out");
    }
    return marked;
  }

  /**
   * Numbers the people of shots: each shot joins the person whom it is most like, if it is like
   * anyone.
   *
   * @param embeddings of unit length, by shot
   * @param frames usable ones, by shot
   */
  static Map<Integer, Integer> people(
      Map<Integer, float[]> embeddings, Map<Integer, Integer> frames) {
    List<float[]> sums = new ArrayList<>();
    Map<Integer, Integer> people = new LinkedHashMap<>();
    embeddings.forEach(
        (s, e) -> {
          int best = -1;
          double most = SAME;
          for (int p = 0; p < sums.size(); p++) {
            double cosine =
                Vectors.dot(sums.get(p), e) / Math.sqrt(Vectors.dot(sums.get(p), sums.get(p)));
            if (cosine >= most) {
              most = cosine;
              best = p;
            }
          }
          if (best < 0) {
            best = sums.size();
            sums.add(new float[e.length]);
          }
          add(sums.get(best), e, frames.getOrDefault(s, 1));
          people.put(s, best);
        });
    return people;
  }

  /** The person with the most usable frames; of equal ones the first. */
  static int main(Map<Integer, Integer> people, Map<Integer, Integer> frames) {
    int[] count = new int[people.size() + 1];
    people.forEach((s, p) -> count[p] += frames.getOrDefault(s, 0));
    int best = 0;
    for (int p = 1; p < count.length; p++) {
      best = count[p] > count[best] ? p : best;
    }
    return best;
  }

  private static void add(float[] to, float[] v, float weight) {
    for (int i = 0; i < to.length; i++) {
      to[i] += weight * v[i];
    }
  }

  /** The network's crop: the face upright, its eyes and mouth where the network expects them. */
  private static float[] crop(RgbImage image, FaceMesh mesh) {
    double[] upright = Affine.similarity(1, FaceRegion.around(mesh).angle(), 0, 0);
    double[] back = Affine.invert(upright);
    float[] points = mesh.landmarks68();
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i];
      double y = points[i + 1];
      points[i] = (float) (back[0] * x + back[1] * y + back[2]);
      points[i + 1] = (float) (back[3] * x + back[4] * y + back[5]);
    }
    float[] box = FaceBoxes.identityBox(points);
    int size = IdentityNetwork.SIZE;
    double k = (box[2] - box[0]) / size;
    double[] map = Affine.compose(upright, new double[] {k, 0, box[0], 0, k, box[1]});
    return AffineSampler.sample(image, map, size, size, AffineSampler.Border.REPLICATE);
  }

  /** Embeds the faces of the shot that ended. */
  private void embed() {
    if (crops.isEmpty()) {
      return;
    }
    if (network == null) {
      // As everywhere in tracking: tasks are the unit of parallelism.
      Autograd.threads(1);
      manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
      network = new IdentityNetwork(manager);
    }
    int size = IdentityNetwork.SIZE;
    FloatBuffer batch = FloatBuffer.allocate(crops.size() * 3 * size * size);
    crops.forEach(batch::put);
    float[] mean = new float[IdentityNetwork.DIMENSIONS];
    try (NDManager scratch = manager.newSubManager()) {
      NDArray faces = scratch.create(batch.flip(), new Shape(crops.size(), 3, size, size));
      float[] all = network.embed(faces).toFloatArray();
      for (int i = 0; i < all.length; i++) {
        mean[i % mean.length] += all[i];
      }
    }
    float length = (float) Math.sqrt(Vectors.dot(mean, mean));
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= Math.max(1e-6f, length);
    }
    embeddings.put(shot, mean);
    crops.clear();
  }

  @Override
  public void close() {
    if (network != null) {
      network.close();
      manager.close();
    }
  }
}
