package io.reenact.nn.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One table of a FlatBuffers file, read field by slot number without generated classes. All reads
 * are checked against the file: a bad offset throws {@link IndexOutOfBoundsException}, a bad length
 * too, before anything of that length is allocated.
 */
record FlatTable(ByteBuffer file, int position) {
  /** The root table of a file. */
  static FlatTable root(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(file, file.getInt(0));
  }

  /** Where a field's value or offset lies, 0 if the field has its default. */
  private int field(int slot) {
    int vtable = position - file.getInt(position);
    int size = file.getShort(vtable) & 0xffff;
    int entry = 4 + 2 * slot;
    if (entry + 2 > size) {
      return 0;
    }
    int offset = file.getShort(vtable + entry) & 0xffff;
    return offset == 0 ? 0 : position + offset;
  }

  int int32(int slot, int otherwise) {
    int at = field(slot);
    return at == 0 ? otherwise : file.getInt(at);
  }

  int int8(int slot, int otherwise) {
    int at = field(slot);
    return at == 0 ? otherwise : file.get(at);
  }

  boolean bool(int slot) {
    return int8(slot, 0) != 0;
  }

  /** A table field, null if absent. */
  FlatTable table(int slot) {
    int at = field(slot);
    return at == 0 ? null : new FlatTable(file, follow(at));
  }

  List<FlatTable> tables(int slot) {
    int at = field(slot);
    List<FlatTable> result = new ArrayList<>();
    if (at != 0) {
      int start = follow(at);
      int count = length(start, 4);
      for (int i = 0; i < count; i++) {
        result.add(new FlatTable(file, follow(start + 4 + 4 * i)));
      }
    }
    return result;
  }

  int[] ints(int slot) {
    int at = field(slot);
    if (at == 0) {
      return new int[0];
    }
    int start = follow(at);
    int[] result = new int[length(start, 4)];
    for (int i = 0; i < result.length; i++) {
      result[i] = file.getInt(start + 4 + 4 * i);
    }
    return result;
  }

  /** A byte vector, without a copy, little-endian; empty if absent. */
  ByteBuffer bytes(int slot) {
    int at = field(slot);
    if (at == 0) {
      return ByteBuffer.allocate(0);
    }
    int start = follow(at);
    return file.slice(start + 4, length(start, 1)).order(ByteOrder.LITTLE_ENDIAN);
  }

  String string(int slot) {
    return StandardCharsets.UTF_8.decode(bytes(slot)).toString();
  }

  private int follow(int at) {
    int target = at + file.getInt(at);
    if (target < 0 || target > file.limit() - 4) {
      throw new IndexOutOfBoundsException("offset " + target);
    }
    return target;
  }

  private int length(int start, int elementSize) {
    int count = file.getInt(start);
    if (count < 0 || (long) count * elementSize > file.limit() - start - 4L) {
      throw new IndexOutOfBoundsException("length " + count);
    }
    return count;
  }
}
