package io.reenact.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.reenact.error.BadSetting;
import io.reenact.error.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * In what precision networks compute: the generator and the networks of the losses, but for those
 * that end in coordinates. {@code BFLOAT16} is PyTorch's autocast: products of matrices and
 * convolutions in bfloat16, which needs no scaling of the loss, everything else and all weights in
 * float32. DJL has no autocast, so its switches in libtorch are called directly.
 */
public enum Precision {
  /** Everything in single precision. */
  FLOAT32,
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

  /** Lets networks that stand it compute so on this thread until the scope is closed. */
  public Scope begin() {
    Precision before = WANTED.get();
    WANTED.set(this);
    return () -> WANTED.set(before);
  }

  /**
   * For one network's forward pass: switches to what the thread wants. Results may be of another
   * type; {@link #single} makes them FLOAT32.
   */
  public static Scope network(Device device) {
    if (WANTED.get() == FLOAT32) {
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
    try (NDArray zero = Autograd.constant(result.getManager(), new float[1], new Shape(1))) {
      return result.add(zero);
    }
  }

  /** libtorch's functions, found when first used. */
  private static final class Switches {
    static final Function ENABLED;
    static final Function DTYPE;
    static final Function CLEAR;

    static {
      NativeLibrary torch =
          NativeLibrary.getInstance(
              Path.of(LibUtils.getLibtorchPath()).resolve("libtorch_cpu.so").toString());
      ENABLED = torch.getFunction(NAMESPACE + "20set_autocast_enabledEN3c1010DeviceTypeEb");
      DTYPE =
          torch.getFunction(NAMESPACE + "18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
      CLEAR = torch.getFunction(NAMESPACE + "11clear_cacheEv");
    }
  }
}
