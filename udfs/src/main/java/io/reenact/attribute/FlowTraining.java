package io.reenact.attribute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.reenact.nn.Autograd;
import io.reenact.nn.adam.AdamUpdate;
import io.reenact.progress.Progress;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Trains the couplings of a flow by maximum likelihood with Adam, and keeps the weights that were
 * best on held-out samples. The same samples, seed and threads give the same weights.
 */
final class FlowTraining implements AutoCloseable {
  private static final int BATCH = 256;
  private static final double RATE = 1e-3;

  /** Standard deviation of what is added to whitened axes and attributes at each step. */
  private static final double BLUR = 0.03;

  /** So many epochs without a better one end the training. */
  private static final int PATIENCE = 8;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final FlowSettings settings;
  private final int size;
  private final int attributes;
  private final List<int[]> orders = new ArrayList<>();
  private final List<NDArray> permutations = new ArrayList<>();
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> means = new ArrayList<>();
  private final List<NDArray> variances = new ArrayList<>();
  private final Random random;
  private int steps;

  /**
   * @param size axes of a sample
   * @param attributes how many
   */
  FlowTraining(FlowSettings settings, int size, int attributes) {
    this.settings = settings;
    this.size = size;
    this.attributes = attributes;
    this.random = new Random(settings.seed());
    int kept = Coupling.kept(size);
    int width = settings.width();
    try {
      for (int k = 0; k < settings.couplings(); k++) {
        int[] order = k % 2 == 0 ? shuffled() : swapped();
        orders.add(order);
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
          matrix[order[i] * size + i] = 1;
        }
        permutations.add(Autograd.constant(manager, matrix, new Shape(size, size)));
        layer(kept + attributes, width, Math.sqrt(2.0 / (kept + attributes)));
        layer(width, width, Math.sqrt(2.0 / width));
        // A network that begins with nothing to say: the flow begins as its linear part.
        layer(width, size - kept, 0);
        layer(width, size - kept, 0);
      }
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private int[] shuffled() {
    int[] order = identity();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }

  /** What the coupling before kept comes last. */
  private int[] swapped() {
    int[] order = new int[size];
    int kept = Coupling.kept(size);
    for (int i = 0; i < size; i++) {
      order[i] = (i + kept) % size;
    }
    return order;
  }

  private int[] identity() {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    return order;
  }

  private void layer(int inputs, int outputs, double spread) {
    float[] weight = new float[inputs * outputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (spread * random.nextGaussian());
    }
    leaf(weight, new Shape(inputs, outputs));
    leaf(new float[outputs], new Shape(outputs));
  }

  private void leaf(float[] values, Shape shape) {
    weights.add(Autograd.leaf(Autograd.constant(manager, values, shape)));
    means.add(Autograd.constant(manager, new float[values.length], shape));
    variances.add(Autograd.constant(manager, new float[values.length], shape));
  }

  /**
   * A trained flow's couplings.
   *
   * @param couplings with the best weights
   * @param epochs until they were found
   * @param before held-out loss of the linear part alone, in nats a sample, without constants
   * @param after that of the couplings
   */
  record Trained(List<Coupling> couplings, int epochs, double before, double after) {}

  /**
   * Trains.
   *
   * @param x whitened axes, {@code [samples][size]}
   * @param a attributes, {@code [samples][attributes]}
   * @param heldX held-out samples
   * @param heldA their attributes
   */
  Trained train(float[][] x, float[][] a, float[][] heldX, float[][] heldA, Progress progress) {
    int batch = Math.min(BATCH, x.length);
    int batches = x.length / batch;
    int total = settings.epochs() * batches;
    double before = loss(heldX, heldA);
    double best = before;
    int bestEpoch = 0;
    List<Coupling> kept = couplings();
    int[] draw = new int[x.length];
    for (int i = 0; i < draw.length; i++) {
      draw[i] = i;
    }
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      for (int i = draw.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int other = draw[j];
        draw[j] = draw[i];
        draw[i] = other;
      }
      for (int b = 0; b < batches; b++) {
        step(x, a, draw, b * batch, batch, total);
      }
      double held = loss(heldX, heldA);
      if (held < best) {
        best = held;
        bestEpoch = epoch;
        kept = couplings();
      }
      progress.at(
          epoch,
          settings.epochs(),
          String.format(Locale.ROOT, "epoch %d, held-out loss %.3f", epoch, held));
      if (epoch - bestEpoch >= PATIENCE) {
        break;
      }
    }
    progress.at(settings.epochs(), settings.epochs(), "trained");
    return new Trained(kept, bestEpoch, before, best);
  }

  private void step(float[][] x, float[][] a, int[] draw, int from, int count, int total) {
    FloatBuffer axes = Autograd.buffer(count * size);
    FloatBuffer given = Autograd.buffer(count * attributes);
    for (int n = from; n < from + count; n++) {
      for (float v : x[draw[n]]) {
        axes.put((float) (v + BLUR * random.nextGaussian()));
      }
      for (float v : a[draw[n]]) {
        given.put((float) (v + BLUR * random.nextGaussian()));
      }
    }
    steps++;
    double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * (steps - 1.0) / total));
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope on = Autograd.enabled()) {
      NDArray inputs = Autograd.constant(sub, axes.rewind(), new Shape(count, size));
      NDArray labels = Autograd.constant(sub, given.rewind(), new Shape(count, attributes));
      Autograd.backward(loss(inputs, labels));
      for (int i = 0; i < weights.size(); i++) {
        NDArray weight = weights.get(i);
        NDArray gradient = Autograd.gradient(weight);
        gradient.attach(sub);
        AdamUpdate.update(weight, gradient, means.get(i), variances.get(i), (float) rate, steps);
      }
    }
  }

  /** Mean negative logarithm of the likelihood, but for its constants. */
  private NDArray loss(NDArray inputs, NDArray labels) {
    int kept = Coupling.kept(size);
    NDArray x = inputs;
    NDArray scales = null;
    for (int k = 0; k < settings.couplings(); k++) {
      NDList halves = x.matMul(permutations.get(k)).split(new long[] {kept}, 1);
      NDArray first = halves.get(0);
      NDArray hidden = Activation.relu(layer(first.concat(labels, 1), k, 0));
      hidden = Activation.relu(layer(hidden, k, 1));
      NDArray scale = Autograd.scale(layer(hidden, k, 2).tanh(), Coupling.LIMIT);
      NDArray second = halves.get(1).mul(scale.exp()).add(layer(hidden, k, 3));
      x = first.concat(second, 1);
      scales = scales == null ? scale.sum() : scales.add(scale.sum());
    }
    NDArray sum = Autograd.scale(x.mul(x).sum(), 0.5).sub(scales);
    return Autograd.scale(sum, 1.0 / inputs.getShape().get(0));
  }

  private NDArray layer(NDArray x, int coupling, int layer) {
    int at = 8 * coupling + 2 * layer;
    return x.matMul(weights.get(at)).add(weights.get(at + 1));
  }

  private double loss(float[][] x, float[][] a) {
    try (NDManager sub = manager.newSubManager();
        Autograd.Scope off = Autograd.disabled()) {
      NDArray inputs = Autograd.constant(sub, flat(x, size), new Shape(x.length, size));
      NDArray labels = Autograd.constant(sub, flat(a, attributes), new Shape(a.length, attributes));
      return loss(inputs, labels).toFloatArray()[0];
    }
  }

  private static float[] flat(float[][] rows, int width) {
    float[] all = new float[rows.length * width];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(rows[n], 0, all, n * width, width);
    }
    return all;
  }

  private List<Coupling> couplings() {
    List<Coupling> all = new ArrayList<>();
    for (int k = 0; k < settings.couplings(); k++) {
      Coupling.Layer[] layers = new Coupling.Layer[4];
      for (int l = 0; l < layers.length; l++) {
        int at = 8 * k + 2 * l;
        layers[l] =
            new Coupling.Layer(
                Autograd.floats(weights.get(at)), Autograd.floats(weights.get(at + 1)));
      }
      all.add(new Coupling(orders.get(k), layers));
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
