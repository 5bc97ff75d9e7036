package io.reenact.synth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sections of a head model's .bin, by the names in its .json. */
final class HeadModelFile {
  private final String json;
  private final JsonNode header;
  private final ByteBuffer bytes;

  private HeadModelFile(String json, JsonNode header, ByteBuffer bytes) {
    this.json = json;
    this.header = header;
    this.bytes = bytes;
  }

  static HeadModelFile open(Path path) {
    Path json = Files.isDirectory(path) ? path.resolve("head_model.json") : path;
    try {
      byte[] text = Files.readAllBytes(json);
      return of(
          json.toString(),
          text,
          Files.readAllBytes(json.resolveSibling(binary(json.toString(), text))));
    } catch (IOException e) {
      throw new BadInput(
          "cannot read the head model " + json + " (" + line(e) + "); check the path and its .bin",
          e);
    }
  }

  /** The name of the .bin beside a .json. */
  static String binary(String name, byte[] json) throws IOException {
    return header(name, json).path("file").asText("?");
  }

  static HeadModelFile of(String name, byte[] json, byte[] data) throws IOException {
    return new HeadModelFile(
        name, header(name, json), ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static JsonNode header(String name, byte[] json) throws IOException {
    JsonNode header = new ObjectMapper().readTree(json);
    if (header == null || !header.path("format").asText().equals("head-model-bin")) {
      throw new BadInput(
          name
              + " is not a head model; give the head_model.json (docs/how-to/synthetic-corpora.md)");
    }
    return header;
  }

  JsonNode header() {
    return header;
  }

  float[] floats(String name, int count) {
    ByteBuffer b = section(name, "f4", count, Float.BYTES);
    float[] out = new float[count];
    b.asFloatBuffer().get(out);
    return out;
  }

  short[] shorts(String name, int count) {
    ByteBuffer b = section(name, "i2", count, Short.BYTES);
    short[] out = new short[count];
    b.asShortBuffer().get(out);
    return out;
  }

  byte[] bytes(String name, int count) {
    byte[] out = new byte[count];
    section(name, "u1", count, 1).get(out);
    return out;
  }

  int[] ints(String name, int count) {
    int[] out = new int[count];
    section(name, "i4", count, Integer.BYTES).asIntBuffer().get(out);
    return out;
  }

  /** Unsigned 16-bit indices, each under a limit. */
  int[] indices(String name, int count, int limit) {
    ByteBuffer b = section(name, "u2", count, Short.BYTES);
    int[] out = new int[count];
    for (int i = 0; i < count; i++) {
      out[i] = b.getShort(2 * i) & 0xffff;
      if (out[i] >= limit) {
        throw broken("section " + name + " points to " + out[i] + " of " + limit);
      }
    }
    return out;
  }

  private ByteBuffer section(String name, String type, int count, int size) {
    for (JsonNode s : header.path("sections")) {
      if (s.path("name").asText().equals(name)) {
        long offset = s.path("offset").asLong(-1);
        long length = (long) count * size;
        if (!s.path("dtype").asText().equals(type)
            || s.path("bytes").asLong() != length
            || count < 0
            || offset < 0
            || offset > bytes.capacity() - length) {
          throw broken("section " + name + " is not " + count + " values of type " + type);
        }
        return bytes.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw broken("section " + name + " is missing");
  }

  /** An exception in one line: a JSON parser's has more. */
  static String line(IOException e) {
    return e.toString().lines().findFirst().orElse("");
  }

  UserError broken(String what) {
    return new BadInput("the head model " + json + " is damaged: " + what + "; get it again");
  }
}
