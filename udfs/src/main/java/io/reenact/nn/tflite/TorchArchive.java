package io.reenact.nn.tflite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript file: a stored zip of the module's source text, a pickle of its attributes
 * and one raw file a tensor. So a network becomes one native call, with all of libtorch's operators
 * at hand, where DJL's array operators lack some (PReLU, uneven padding) and cost a call each. The
 * format is that of {@code torch.jit.save}, file format version 3.
 */
public final class TorchArchive {
  private record Weight(float[] values, int[] shape, int[] strides) {}

  private final List<Weight> weights = new ArrayList<>();

  /**
   * Adds a frozen tensor.
   *
   * @param strides in elements; all of {@code values} is reached through them
   * @return the expression that names it in the source
   */
  public String weight(float[] values, int[] shape, int... strides) {
    weights.add(new Weight(values, shape, strides));
    return "self.w" + (weights.size() - 1);
  }

  /**
   * The file.
   *
   * @param forward the {@code forward} method's source, indented by two, from {@code def} on
   */
  public byte[] bytes(String forward) {
    StringBuilder source = new StringBuilder("class Net(Module):\n  __parameters__ = []\n");
    source.append("  __buffers__ = [");
    for (int i = 0; i < weights.size(); i++) {
      source.append("\"w").append(i).append("\", ");
    }
    source.append("]\n  training : bool\n");
    for (int i = 0; i < weights.size(); i++) {
      source.append("  w").append(i).append(" : Tensor\n");
    }
    source.append(forward);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "data.pkl", pickle());
      store(zip, "code/__torch__.py", source.toString().getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < weights.size(); i++) {
        float[] values = weights.get(i).values();
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        store(zip, "data/" + i, raw.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("net/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** Pickle protocol 2 of the module object and its attribute dictionary. */
  private byte[] pickle() {
    Pickle p = new Pickle();
    p.op(0x80).op(2).global("__torch__", "Net").op(')').op(0x81).op('}').op('(');
    p.text("training").op(0x89);
    for (int i = 0; i < weights.size(); i++) {
      Weight w = weights.get(i);
      p.text("w" + i).global("torch._utils", "_rebuild_tensor_v2").op('(');
      p.op('(').text("storage").global("torch", "FloatStorage").text(Integer.toString(i));
      p.text("cpu").integer(w.values().length).op('t').op('Q');
      p.integer(0).tuple(w.shape()).tuple(w.strides()).op(0x89);
      p.global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
    }
    return p.op('u').op('b').op('.').out.toByteArray();
  }

  /** The few pickle instructions that a module needs. */
  private static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle op(int code) {
      out.write(code);
      return this;
    }

    Pickle global(String module, String name) {
      out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Pickle text(String s) {
      byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
      op('X').number(utf8.length);
      out.writeBytes(utf8);
      return this;
    }

    Pickle integer(int value) {
      return op('J').number(value);
    }

    Pickle tuple(int[] values) {
      op('(');
      for (int v : values) {
        integer(v);
      }
      return op('t');
    }

    private Pickle number(int value) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
      return this;
    }
  }
}
