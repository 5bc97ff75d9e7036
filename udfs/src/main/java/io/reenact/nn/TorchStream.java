package io.reenact.nn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import java.util.Optional;

/**
 * The stream that PyTorch's operations of a thread go to: libtorch's {@code c10::cuda}, which DJL
 * does not offer. An operation's way back goes to the stream of its way there.
 */
final class TorchStream {
  private static final String C10 = "_ZN3c104cuda";
  private static final String EXTERNAL = C10 + "21getStreamFromExternalEP11CUstream_sta";
  private static final String DEFAULT = C10 + "20getDefaultCUDAStreamEa";
  private static final String SET = C10 + "20setCurrentCUDAStreamENS0_10CUDAStreamE";

  private final NativeLibrary library;

  /**
   * @param library libc10_cuda
   */
  TorchStream(NativeLibrary library) {
    this.library = library;
  }

  /** {@code c10::cuda::CUDAStream}: a device's type and number, and a stream's. */
  @Structure.FieldOrder({"device", "id"})
  public static class Value extends Structure implements Structure.ByValue {
    public long device;
    public long id;
  }

  /** Of the libtorch in use; empty if it has none, or none like this. */
  static Optional<TorchStream> here() {
    try {
      NativeLibrary library = Libtorch.cuda();
      for (String function : new String[] {EXTERNAL, DEFAULT, SET}) {
        library.getFunction(function);
      }
      return Optional.of(new TorchStream(library));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /**
   * Lets this thread's operations go to a stream.
   *
   * @param device the GPU's number
   * @param stream CUDA's handle; 0 for the device's default one
   */
  void use(int device, long stream) {
    byte index = (byte) device;
    Object value =
        stream == 0
            ? library.getFunction(DEFAULT).invoke(Value.class, new Object[] {index})
            : library
                .getFunction(EXTERNAL)
                .invoke(Value.class, new Object[] {new Pointer(stream), index});
    library.getFunction(SET).invoke(new Object[] {value});
  }
}
