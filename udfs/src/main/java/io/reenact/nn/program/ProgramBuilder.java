package io.reenact.nn.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a {@link NetworkProgram} operator by operator: lays out tensors and weights as {@code
 * network.cpp} (struct Op) wants them. Tensors are NHWC; the channels of all but the picture are
 * padded to a multiple of 16 with zeros.
 */
public final class ProgramBuilder {
  /** Numbers of an operator; the order of struct Op. */
  static final int FIELDS = 24;

  private static final int LANES = 16;
  private static final int NONE = -1;

  private enum Kind {
    CONV,
    DEPTHWISE,
    ADD,
    MAX_POOL,
    PAD_CHANNELS,
    NORMALIZE,
    PLACEMENT,
    WARP,
    PLACE,
    HARD_SWISH,
    LOGISTIC,
    MEAN,
    SCALE,
    RESIZE,
    SPREAD;

    /** Whether gradients pass through, or rightly don't, as through a {@link #PLACEMENT}. */
    boolean differentiable() {
      return compareTo(HARD_SWISH) < 0;
    }
  }

  /**
   * A tensor of the program.
   *
   * @param at where it begins, floats
   * @param height pixels
   * @param width pixels
   * @param channels that count
   * @param stride floats a pixel
   */
  public record Tensor(int at, int height, int width, int channels, int stride) {}

  /**
   * A window over a picture.
   *
   * @param kernelHeight pixels
   * @param kernelWidth pixels
   * @param stride pixels, both ways
   * @param top padding
   * @param left padding
   * @param height of the output
   * @param width of the output
   */
  public record Window(
      int kernelHeight, int kernelWidth, int stride, int top, int left, int height, int width) {}

  private record Operator(Kind kind, Tensor in, Tensor residual, Tensor out, int[] fields) {}

  private final int side;
  private final Tensor picture;
  private final List<Operator> operators = new ArrayList<>();
  private float[] weights = new float[1 << 16];
  private int weightCount;
  private int activations;
  private int masks;
  private int scratch = LANES;

  /**
   * @param side of the picture, px
   */
  public ProgramBuilder(int side) {
    this.side = side;
    picture = new Tensor(0, side, side, 3, 3);
    activations = padded(3 * side * side);
  }

  /** Whether an operator reads a third tensor, by {@link #FIELDS} number 18. */
  static boolean readsOther(int kind) {
    return switch (Kind.values()[kind]) {
      case WARP, PLACE, SCALE -> true;
      default -> false;
    };
  }

  /** What the program looks at: [side, side, 3]. */
  public Tensor picture() {
    return picture;
  }

  static int padded(int channels) {
    return Math.multiplyExact((channels + LANES - 1) / LANES, LANES);
  }

  private Tensor tensor(int height, int width, int channels) {
    int stride = padded(channels);
    Tensor t = new Tensor(activations, height, width, channels, stride);
    activations =
        Math.addExact(activations, Math.multiplyExact(Math.multiplyExact(height, width), stride));
    return t;
  }

  private int keep(float[] values) {
    int at = weightCount;
    weightCount = Math.addExact(weightCount, values.length);
    if (weightCount > weights.length) {
      weights = Arrays.copyOf(weights, Math.max(weightCount, 2 * weights.length));
    }
    System.arraycopy(values, 0, weights, at, values.length);
    return at;
  }

  private int keepPadded(float[] values, int size) {
    return values == null ? NONE : keep(Arrays.copyOf(values, size));
  }

  /** Rows of a matrix [k][n] in panels of 16 columns: [n / 16][k][16], zeros beyond n. */
  private int keepPanels(float[][] matrix, int n) {
    int k = matrix.length;
    float[] panels = new float[k * padded(n)];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        panels[(j / LANES * k + i) * LANES + j % LANES] = matrix[i][j];
      }
    }
    return keep(panels);
  }

  /**
   * A convolution, then a sum, then PReLU, where asked for.
   *
   * @param kernel [channels][kernelHeight][kernelWidth][in]
   * @param bias a number a channel, or null
   * @param residual summand of the output's shape, or null
   * @param slope of PReLU, a number a channel, or null
   */
  public Tensor convolution(
      Tensor in,
      Window window,
      int channels,
      float[] kernel,
      float[] bias,
      Tensor residual,
      float[] slope) {
    int taps = window.kernelHeight * window.kernelWidth * in.channels;
    Tensor out = tensor(window.height, window.width, channels);
    float[][] forward = new float[taps][channels];
    float[][] back = new float[channels][taps];
    for (int o = 0; o < channels; o++) {
      for (int t = 0; t < taps; t++) {
        forward[t][o] = kernel[o * taps + t];
        back[o][t] = kernel[o * taps + t];
      }
    }
    int[] f = fields(in, residual, out, window, slope);
    f[17] = keepPanels(forward, channels);
    f[18] = keepPanels(back, taps);
    f[19] = keep(Arrays.copyOf(bias == null ? new float[0] : bias, out.stride));
    // The kernels gather whole vectors: the last one may reach beyond.
    scratch = Math.max(scratch, Math.multiplyExact(window.width, padded(taps)) + LANES);
    operators.add(new Operator(Kind.CONV, in, residual, out, f));
    return out;
  }

  /**
   * A convolution of each channel by itself, then PReLU, where asked for.
   *
   * @param kernel [kernelHeight][kernelWidth][channels]
   * @param bias a number a channel, or null
   * @param slope of PReLU, or null
   */
  public Tensor depthwise(Tensor in, Window window, float[] kernel, float[] bias, float[] slope) {
    int taps = window.kernelHeight * window.kernelWidth;
    Tensor out = tensor(window.height, window.width, in.channels);
    float[] forward = new float[taps * out.stride];
    float[] back = new float[taps * out.stride];
    for (int t = 0; t < taps; t++) {
      System.arraycopy(kernel, t * in.channels, forward, t * out.stride, in.channels);
      System.arraycopy(kernel, t * in.channels, back, (taps - 1 - t) * out.stride, in.channels);
    }
    int[] f = fields(in, null, out, window, slope);
    f[17] = keep(forward);
    f[18] = keep(back);
    f[19] = keep(Arrays.copyOf(bias == null ? new float[0] : bias, out.stride));
    operators.add(new Operator(Kind.DEPTHWISE, in, null, out, f));
    return out;
  }

  /** A sum, then PReLU, where asked for. */
  public Tensor sum(Tensor a, Tensor b, float[] slope) {
    Tensor out = tensor(a.height, a.width, a.channels);
    operators.add(new Operator(Kind.ADD, a, b, out, fields(a, b, out, whole(a), slope)));
    return out;
  }

  /** The greatest of each window. */
  public Tensor maxPool(Tensor in, Window window) {
    Tensor out = tensor(window.height, window.width, in.channels);
    int[] f = fields(in, null, out, window, null);
    f[21] = mask(out);
    operators.add(new Operator(Kind.MAX_POOL, in, null, out, f));
    return out;
  }

  /** More channels, zero. */
  public Tensor padChannels(Tensor in, int channels) {
    Tensor out = tensor(in.height, in.width, channels);
    operators.add(
        new Operator(Kind.PAD_CHANNELS, in, null, out, fields(in, null, out, whole(in), null)));
    return out;
  }

  /** Every pixel's channels at unit length; see {@code normalize} in network.cpp. */
  public Tensor normalize(Tensor in) {
    Tensor out = tensor(in.height, in.width, in.channels);
    operators.add(
        new Operator(Kind.NORMALIZE, in, null, out, fields(in, null, out, whole(in), null)));
    return out;
  }

  /**
   * Where a part of a face lies, found anew from landmarks; no gradient passes. Its numbers lead
   * from the part's pixels to those of an image.
   *
   * @param landmarks x, y, z of each, a vector
   * @param numbers left and right landmark, angle, scale x, y, width, height, how many of the
   *     image's pixels a unit of the landmarks is, how many landmarks, and which: see {@code
   *     placement} in network.cpp
   */
  public Tensor placement(Tensor landmarks, float[] numbers) {
    Tensor out = tensor(1, 1, 6);
    int[] f = fields(landmarks, null, out, whole(landmarks), null);
    f[17] = keep(numbers);
    operators.add(new Operator(Kind.PLACEMENT, landmarks, null, out, f));
    return out;
  }

  /** The image of a part, looked up between pixels; zero outside. */
  public Tensor warp(Tensor in, Tensor placement, int height, int width) {
    Tensor out = tensor(height, width, in.channels);
    int[] f = fields(in, null, out, whole(in), null);
    f[18] = placement.at;
    operators.add(new Operator(Kind.WARP, in, null, out, f));
    return out;
  }

  /**
   * Points of a part as points of the picture.
   *
   * @param points x, y of each, a vector
   * @param factors of the placement's numbers, row by row
   */
  public Tensor place(Tensor points, Tensor placement, float[] factors) {
    Tensor out = tensor(1, 1, points.channels);
    int[] f = fields(points, null, out, whole(points), null);
    f[17] = keep(factors);
    f[18] = placement.at;
    operators.add(new Operator(Kind.PLACE, points, null, out, f));
    return out;
  }

  /** {@code x * min(max(x + 3, 0), 6) / 6}; no gradient passes. */
  public Tensor hardSwish(Tensor in) {
    return elementwise(Kind.HARD_SWISH, in);
  }

  /** {@code 1 / (1 + exp(-x))}; no gradient passes. */
  public Tensor logistic(Tensor in) {
    return elementwise(Kind.LOGISTIC, in);
  }

  private Tensor elementwise(Kind kind, Tensor in) {
    Tensor out = new Tensor(activations, in.height, in.width, in.channels, in.stride);
    activations =
        Math.addExact(activations, padded(Math.multiplyExact(in.height * in.width, in.stride)));
    operators.add(new Operator(kind, in, null, out, fields(in, null, out, whole(in), null)));
    return out;
  }

  /** The mean over all pixels, a vector; no gradient passes. */
  public Tensor mean(Tensor in) {
    Tensor out = tensor(1, 1, in.channels);
    operators.add(new Operator(Kind.MEAN, in, null, out, fields(in, null, out, whole(out), null)));
    return out;
  }

  /**
   * Each channel times its factor; no gradient passes.
   *
   * @param factors a vector
   */
  public Tensor scale(Tensor in, Tensor factors) {
    Tensor out = tensor(in.height, in.width, in.channels);
    int[] f = fields(in, null, out, whole(in), null);
    f[18] = factors.at;
    operators.add(new Operator(Kind.SCALE, in, null, out, f));
    return out;
  }

  /**
   * An image of another size, linear between pixels; no gradient passes.
   *
   * @param corners whether the corner pixels' centres meet, else the pictures' borders
   */
  public Tensor resize(Tensor in, int height, int width, boolean corners) {
    Tensor out = tensor(height, width, in.channels);
    int[] f = fields(in, null, out, whole(out), null);
    f[13] = corners ? 1 : 0;
    operators.add(new Operator(Kind.RESIZE, in, null, out, f));
    return out;
  }

  /**
   * The channels of a pixel, {@code [height][width][channels]}, as so many pixels; no gradient
   * passes. Behind a convolution of one pixel, one that is transposed and steps by its window. One
   * channel lies without gaps.
   */
  public Tensor spread(Tensor in, int height, int width, int channels) {
    int h = Math.multiplyExact(in.height, height);
    int w = Math.multiplyExact(in.width, width);
    Tensor out;
    if (channels == 1) {
      out = new Tensor(activations, h, w, 1, 1);
      activations = Math.addExact(activations, padded(Math.multiplyExact(h, w)));
    } else {
      out = tensor(h, w, channels);
    }
    Window window = new Window(height, width, 1, 0, 0, h, w);
    operators.add(new Operator(Kind.SPREAD, in, null, out, fields(in, null, out, window, null)));
    return out;
  }

  private static Window whole(Tensor t) {
    return new Window(1, 1, 1, 0, 0, t.height, t.width);
  }

  private int mask(Tensor out) {
    int at = masks;
    masks = Math.addExact(masks, out.height * out.width * out.stride);
    return at;
  }

  private int[] fields(Tensor in, Tensor residual, Tensor out, Window window, float[] slope) {
    int[] f = new int[FIELDS];
    f[1] = in.at;
    f[2] = residual == null ? NONE : residual.at;
    f[3] = out.at;
    f[4] = in.height;
    f[5] = in.width;
    f[6] = in.channels;
    f[7] = in.stride;
    f[8] = out.height;
    f[9] = out.width;
    f[10] = out.channels;
    f[11] = out.stride;
    f[12] = window.kernelHeight;
    f[13] = window.kernelWidth;
    f[14] = window.stride;
    f[15] = window.top;
    f[16] = window.left;
    f[20] = keepPadded(slope, out.stride);
    f[21] = slope == null ? 0 : mask(out);
    return f;
  }

  /**
   * The program.
   *
   * @param wanted tensors that come out
   * @param images whether each is an image, not a vector
   */
  public NetworkProgram build(List<Tensor> wanted, List<Boolean> images) {
    int[] all = new int[operators.size() * FIELDS];
    // The gradients of what comes out are there before the way back begins.
    Set<Integer> written = new HashSet<>();
    wanted.forEach(t -> written.add(t.at));
    for (int i = operators.size() - 1; i >= 0; i--) {
      Operator o = operators.get(i);
      int[] f = o.fields;
      f[0] = o.kind.ordinal();
      // In this order: the way back serves the other summand first.
      f[23] = o.residual != null && written.add(o.residual.at) ? 1 : 0;
      f[22] = o.kind != Kind.PLACEMENT && written.add(o.in.at) ? 1 : 0;
      System.arraycopy(f, 0, all, i * FIELDS, FIELDS);
    }
    List<NetworkProgram.Output> outputs = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Tensor t = wanted.get(i);
      outputs.add(
          new NetworkProgram.Output(t.at, t.height, t.width, t.channels, t.stride, images.get(i)));
    }
    NetworkProgram program =
        new NetworkProgram(
            side,
            all,
            Arrays.copyOf(weights, weightCount),
            outputs,
            activations,
            Math.max(1, masks),
            scratch,
            operators.stream().allMatch(o -> o.kind.differentiable()));
    return program.differentiable() ? program : ForwardMemory.of(program);
  }
}
