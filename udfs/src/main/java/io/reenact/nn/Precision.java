package io.reenact.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * In what precision networks compute: the generator and the networks of the losses. {@code
 * BFLOAT16} is PyTorch's autocast: products of matrices and convolutions in bfloat16, which needs
 * no scaling of the loss, everything else and all weights in float32; networks that end in
 * coordinates stay in float32. {@code TF32} lets a GPU round what it multiplies, in convolutions
 * and products of matrices, to ten bits of mantissa. PyTorch lets cuDNN do that unasked, so it is
 * switched off as soon as libtorch is loaded, and on only inside {@link #begin}. DJL has no such
 * switches; libtorch's own are called directly.
 */
public enum Precision {
  /** Everything in single precision. */
  FLOAT32,
  /** Single precision with rounded products on a GPU; on a CPU the same as {@link #FLOAT32}. */
  TF32,
  /** Mixed precision. */
  BFLOAT16;

  /** {@code c10::DeviceType}. */
  private static final byte CPU = 0;

  private static final byte CUDA = 1;

  /** {@code c10::ScalarType::BFloat16}. */
  private static final byte BFLOAT16_TYPE = 15;

  private static final String NAMESPACE = "_ZN2at8autocast";

  /**
   * The precision of a setting.
   *
   * @throws UserError if there is no such precision
   */
  public static Precision of(String setting) {
    for (Precision p : values()) {
      if (p.toString().equals(setting)) {
        return p;
      }
    }
    throw new BadSetting(
        "precision is one of "
            + Arrays.stream(values()).map(Precision::toString).collect(Collectors.joining(", "))
            + ", not "
            + setting);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Ends when closed, on the thread that began it. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  private static final ThreadLocal<Precision> WANTED = ThreadLocal.withInitial(() -> FLOAT32);

  /** Steps in TF32 that are under way on this machine's threads. */
  private static int rounding;

  /**
   * Lets networks that stand it compute so on this thread until the scope is closed. libtorch has
   * one switch for TF32 and all threads; those of a process that compute at one time are of one
   * stage, which sets one precision.
   *
   * @param device of the networks; TF32 is a GPU's alone
   */
  public Scope begin(Device device) {
    Precision before = WANTED.get();
    WANTED.set(this);
    boolean rounds = this == TF32 && device.isGpu();
    if (rounds) {
      round(1);
    }
    return () -> {
      WANTED.set(before);
      if (rounds) {
        round(-1);
      }
    };
  }

  /**
   * Whether a GPU would round what it multiplies in this process now; empty if the libtorch in use
   * can't be asked.
   */
  public static Optional<Boolean> rounds() {
    return Tf32.convolutions().flatMap(c -> Tf32.products().map(p -> c || p));
  }

  private static synchronized void round(int more) {
    rounding += more;
    Tf32.allow(rounding > 0);
  }

  /**
   * For one network's forward pass: switches to what the thread wants. Results may be of another
   * type; {@link #single} makes them FLOAT32.
   */
  public static Scope network(Device device) {
    if (WANTED.get() != BFLOAT16) {
      return () -> {};
    }
    byte type = device.isGpu() ? CUDA : CPU;
    Switches.DTYPE.invoke(new Object[] {type, BFLOAT16_TYPE});
    Switches.ENABLED.invoke(new Object[] {type, (byte) 1});
    return () -> {
      Switches.ENABLED.invoke(new Object[] {type, (byte) 0});
      // Casts of weights are kept meanwhile; weights change between steps.
      Switches.CLEAR.invoke(new Object[0]);
    };
  }

  /** A network's result in FLOAT32, of the same graph: DJL's own conversion would leave it. */
  public static NDArray single(NDArray result) {
    if (result.getDataType() == DataType.FLOAT32) {
      return result;
    }
    // The sum of the two types is of the wider one.
    return result.add(Constants.vector(result.getDevice(), 0));
  }

  /** libtorch's functions, found when first used. */
  private static final class Switches {
    static final Function ENABLED;
    static final Function DTYPE;
    static final Function CLEAR;

    static {
      NativeLibrary torch = Libtorch.library();
      ENABLED = torch.getFunction(NAMESPACE + "20set_autocast_enabledEN3c1010DeviceTypeEb");
      DTYPE =
          torch.getFunction(NAMESPACE + "18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
      CLEAR = torch.getFunction(NAMESPACE + "11clear_cacheEv");
    }
  }
}
