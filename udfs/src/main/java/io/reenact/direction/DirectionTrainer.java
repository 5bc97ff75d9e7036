package io.reenact.direction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.reenact.camera.Camera;
import io.reenact.generator.ArrayPainter;
import io.reenact.generator.GaussianPainter;
import io.reenact.generator.Generator;
import io.reenact.generator.NetworkPictures;
import io.reenact.generator.Painter;
import io.reenact.generator.Pictures;
import io.reenact.generator.SplatPictures;
import io.reenact.generator.Synthesis;
import io.reenact.nn.Autograd;
import io.reenact.nn.adam.AdamUpdate;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.nn.face.Landmarks68;
import io.reenact.nn.face.PerceptualNetwork;
import io.reenact.splat.Colours;
import io.reenact.splat.Rendering;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains directions through the generator (Bounareli et al., section 3.1): a source is moved along
 * them by a change of p, rendered, and read; what the result ought to show is the source's own
 * reading with that change. Some changes are of one attribute only, the others lead to what another
 * picture shows ({@link Sampling#together}). The same seed gives the same directions on one
 * machine.
 */
public final class DirectionTrainer implements AutoCloseable {
  private static final int BATCH = 4;
  private static final int POOL = 16;

  /** Steps of Adam in shares of the directions' root mean square. */
  private static final double RATE = 0.03;

  /** A batch's mean loss, of the trace. */
  public interface Progress {
    /** Hears of a step, from 1. */
    void step(int step, double loss);
  }

  private final Painter painter;
  private final Generator generator;
  private final ReadFaces faces;
  private final DirectionFit fit;
  private final DirectionLosses losses;
  private final LatentChanges draws;
  private final Sampling.Share together;
  private final Random random;
  private final NDManager manager;
  private final PerceptualNetwork perceptual;
  private long drawn;
  private final int attributes = ReadFaces.NAMES.size();

  /**
   * @param painter stays the caller's, like faces
   * @param fit to start from
   * @param sampling what sources and changes are
   */
  public DirectionTrainer(
      Painter painter,
      ReadFaces faces,
      DirectionFit fit,
      DirectionLosses losses,
      Sampling sampling,
      long seed) {
    this.painter = painter;
    this.generator = painter.generator();
    this.faces = faces;
    this.fit = fit;
    this.losses = losses;
    this.together = sampling.together();
    this.random = new Random(seed);
    // Other latents than those of the regression.
    this.draws = new LatentChanges(generator, seed + 1, sampling);
    this.manager = generator.manager().newSubManager();
    this.perceptual = losses.perceptual() == 0 ? null : new PerceptualNetwork(manager, true);
  }

  /** A source, and by how much of each attribute it is to change. */
  record Sample(float[] latent, Reading reading, float[] change) {}

  /**
   * Trains.
   *
   * @param steps of a batch of four each
   * @return the directions after the last one
   */
  public DirectionFit run(int steps, Progress progress) {
    int width = fit.directions()[0].length;
    NDArray weight = matrix(fit.directions(), width);
    NDArray mean = weight.zerosLike();
    NDArray variance = weight.zerosLike();
    float rms = weight.square().mean().sqrt().getFloat();
    List<Sample> pool = List.of();
    for (int step = 1; step <= steps; step++) {
      int at = (step - 1) * BATCH % POOL;
      if (at == 0) {
        pool = samples();
      }
      float[][] gradient = new float[attributes][width];
      double loss =
          step(pool.subList(at, at + BATCH), rows(Autograd.floats(weight), width), gradient);
      try (NDArray g = matrix(gradient, width)) {
        double decay = 1 - 0.9 * (step - 1) / steps;
        AdamUpdate.update(weight, g, mean, variance, (float) (RATE * rms * decay), step);
      }
      progress.step(step, loss);
    }
    return fit.with(rows(Autograd.floats(weight), width));
  }

  private NDArray matrix(float[][] rows, int width) {
    float[] flat = new float[rows.length * width];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(rows[k], 0, flat, k * width, width);
    }
    return Autograd.constant(manager, flat, new Shape(rows.length, width));
  }

  private static float[][] rows(float[] flat, int width) {
    float[][] rows = new float[flat.length / width][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = Arrays.copyOfRange(flat, k * width, (k + 1) * width);
    }
    return rows;
  }

  List<Sample> samples() {
    float[][] latents = new float[POOL][];
    for (int i = 0; i < POOL; i++) {
      latents[i] = draws.latent(drawn++);
    }
    Reading[] readings = faces.read(latents);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < POOL; i++) {
      float[] change = new float[attributes];
      if (!together.has(random.nextBoolean() ? 0 : 1)) {
        change[random.nextInt(attributes)] = 2 * random.nextFloat() - 1;
      } else {
        float[] target = readings[random.nextInt(POOL)].values();
        for (int k = 0; k < attributes; k++) {
          double v = (target[k] - readings[i].values()[k]) / fit.attributes().get(k).unit();
          change[k] = (float) Math.max(-2, Math.min(2, v));
        }
      }
      samples.add(new Sample(latents[i], readings[i], change));
    }
    Collections.shuffle(samples, random);
    return samples;
  }

  /**
   * Adds the gradient by the directions.
   *
   * @return the loss
   */
  double step(List<Sample> batch, float[][] directions, float[][] gradient) {
    float[][] latents = new float[batch.size()][];
    for (int b = 0; b < latents.length; b++) {
      latents[b] = batch.get(b).latent.clone();
      for (int k = 0; k < attributes; k++) {
        float[] step = generator.latentOf(directions[k]);
        for (int i = 0; i < step.length; i++) {
          latents[b][i] += batch.get(b).change[k] * step[i];
        }
      }
    }
    double[] loss = new double[1];
    float[][] dLatents =
        painter.by(
            arrays -> throughArrays(arrays, batch, latents, loss),
            host -> throughHost(host, batch, latents, loss));
    for (int b = 0; b < latents.length; b++) {
      for (int k = 0; k < attributes; k++) {
        int width = gradient[k].length;
        for (int i = 0; i < dLatents[b].length; i++) {
          gradient[k][i % width] += batch.get(b).change[k] * dLatents[b][i];
        }
      }
    }
    return loss[0];
  }

  private float[][] throughHost(
      GaussianPainter host, List<Sample> batch, float[][] latents, double[] loss) {
    int size = ReadFaces.SIZE;
    int floats = 3 * size * size;
    List<Rendering> renderings = new ArrayList<>();
    try (Synthesis synthesis = generator.synthesize(latents, true);
        NDManager step = manager.newSubManager()) {
      FloatBuffer pictures = Autograd.buffer(latents.length * floats);
      for (int b = 0; b < latents.length; b++) {
        Rendering r =
            host.rasterizer()
                .render(
                    synthesis.gaussians(b),
                    synthesis.count(),
                    Camera.neutral(),
                    size,
                    size,
                    Colours.white());
        renderings.add(r);
        pictures.put(r.image());
      }
      FloatBuffer d = synthesis.gradientBuffer();
      try (Autograd.Scope on = Autograd.enabled()) {
        NDArray images =
            Autograd.leaf(step, pictures.rewind(), new Shape(latents.length, 3, size, size));
        loss[0] = backward(step, images, batch);
        FloatBuffer g = Autograd.view(Autograd.gradient(images));
        float[] own = new float[floats];
        for (int b = 0; b < latents.length; b++) {
          g.get(b * floats, own);
          renderings.get(b).backward(own, synthesis.slice(d, b));
        }
      }
      return synthesis.backward(d);
    } finally {
      renderings.forEach(Rendering::close);
    }
  }

  private float[][] throughArrays(
      ArrayPainter arrays, List<Sample> batch, float[][] latents, double[] loss) {
    float[][] white = new float[latents.length][];
    Arrays.fill(white, Colours.white());
    List<Camera> cameras = Collections.nCopies(latents.length, Camera.neutral());
    try (Pictures pictures = arrays.pictures(latents, cameras, white, ReadFaces.SIZE);
        NDManager step = manager.newSubManager()) {
      try (Autograd.Scope on = Autograd.enabled()) {
        loss[0] = backward(step, pictures.images(), batch);
      }
      if (pictures instanceof NetworkPictures p) {
        p.backward();
        return p.latents().get();
      }
      return ((SplatPictures) pictures).latents().get();
    }
  }

  /** Collects the losses' gradient in the pictures. */
  private double backward(NDManager step, NDArray images, List<Sample> batch) {
    NDArray encoded = faces.encode(images);
    int wide = (int) encoded.getShape().get(1);
    NDArray values = encoded.get(new NDIndex(":, 0:{}", attributes));
    NDArray total = Autograd.scale(values.sum(), 0);
    total = total.add(off(step, values, batch, losses.eyes(), "eye_", "gaze_"));
    total = total.add(off(step, values, batch, losses.mouth(), "mouth_", "lip_"));
    total = total.add(off(step, values, batch, losses.shape(), "jaw_", "brow_"));
    if (losses.shape() > 0) {
      NDArray shape =
          encoded
              .get(new NDIndex(":, {}:{}", attributes, wide))
              .matMul(Autograd.constant(step, picked(), new Shape(wide - attributes, SHAPE)));
      NDArray away = shape.sub(Autograd.constant(step, shapes(batch), shape.getShape()));
      total = total.add(Autograd.scale(away.abs().mean(), SHAPE_UNIT * losses.shape()));
    }
    if (losses.identity() > 0) {
      NDArray own = embeddings(step, batch);
      NDArray cosines = faces.embed(images).mul(own).sum(new int[] {1});
      total = total.sub(Autograd.scale(cosines.mean(), losses.identity()));
    }
    if (perceptual != null) {
      NDArray sources = sources(step, batch);
      NDArray distance = perceptual.distance(images, sources);
      total = total.add(Autograd.scale(distance.mean(), losses.perceptual()));
    }
    double loss = total.getFloat() + losses.identity();
    Autograd.backward(total);
    return loss;
  }

  private static final int SHAPE = ReadFaces.SHAPE;

  /** Landmarks move by hundredths where attributes, an attribute's range being 2, move by 1. */
  private static final double SHAPE_UNIT = 10;

  /** Mean absolute difference of attributes whose names begin so, in units of their ranges. */
  private NDArray off(
      NDManager step, NDArray values, List<Sample> batch, double weight, String... prefixes) {
    float[] goal = new float[batch.size() * attributes];
    float[] factor = new float[attributes];
    int used = 0;
    for (int k = 0; k < attributes; k++) {
      String name = ReadFaces.NAMES.get(k);
      double unit = fit.attributes().get(k).unit();
      if (Arrays.stream(prefixes).anyMatch(name::startsWith)) {
        factor[k] = (float) (1 / unit);
        used++;
      }
      for (int b = 0; b < batch.size(); b++) {
        Sample s = batch.get(b);
        goal[b * attributes + k] = (float) (s.reading.values()[k] + unit * s.change[k]);
      }
    }
    NDArray away =
        values
            .sub(Autograd.constant(step, goal, values.getShape()))
            .mul(Autograd.constant(step, factor, new Shape(1, attributes)));
    return Autograd.scale(away.abs().sum(), weight / (used * batch.size()));
  }

  /** Picks landmarks from an encoding's mesh, in the mesh's own unit. */
  private static float[] picked() {
    int[] points = Landmarks68.indices();
    float[] m = new float[3 * LandmarkNetwork.POINTS * SHAPE];
    for (int i = 0; i < SHAPE; i++) {
      m[(3 * points[i / 3] + i % 3) * SHAPE + i] = (float) Math.sqrt(LandmarkNetwork.POINTS);
    }
    return m;
  }

  /** The sources' shapes with what the changes of p do to a shape. */
  private float[] shapes(List<Sample> batch) {
    float[] all = new float[batch.size() * SHAPE];
    for (int b = 0; b < batch.size(); b++) {
      Sample s = batch.get(b);
      for (int i = 0; i < SHAPE; i++) {
        double v = s.reading.shape()[i];
        for (int k = 0; k < attributes; k++) {
          v += s.change[k] * fit.shapes()[k][i];
        }
        all[b * SHAPE + i] = (float) v;
      }
    }
    return all;
  }

  private static NDArray embeddings(NDManager step, List<Sample> batch) {
    int floats = batch.get(0).reading.identity().length;
    float[] all = new float[batch.size() * floats];
    for (int b = 0; b < batch.size(); b++) {
      System.arraycopy(batch.get(b).reading.identity(), 0, all, b * floats, floats);
    }
    return Autograd.constant(step, all, new Shape(batch.size(), floats));
  }

  /** Pictures of the sources. */
  private NDArray sources(NDManager step, List<Sample> batch) {
    float[][] latents = batch.stream().map(Sample::latent).toArray(float[][]::new);
    try (Autograd.Scope off = Autograd.disabled()) {
      return faces.pictures(step, latents);
    }
  }

  @Override
  public void close() {
    if (perceptual != null) {
      perceptual.close();
    }
    manager.close();
  }
}
