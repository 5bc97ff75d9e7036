package io.reenact.inversion;

import io.reenact.camera.Camera;
import io.reenact.error.BadInput;
import io.reenact.nn.FloatStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What an encoder found in one clip by itself, and the frames of it that a person's head is made
 * of: all that is needed of the clip when others join it (InvertAvatar's incremental inversion, by
 * sums instead of a recurrent network). Depends on nothing but the clip.
 *
 * @param clip its name
 * @param anchor mean by precision over the frames looked at, {@code [latentSize]}
 * @param precision sum over them
 * @param frames usable frames of the clip
 * @param keys its key frames, with offsets around {@code anchor}; losses and PSNR are NaN
 * @param kept frames of some of the keys, in order
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record EncodedClip(
    String clip,
    double[] anchor,
    double precision,
    int frames,
    List<PersonResult.KeyFrame> keys,
    List<TargetFrame> kept) {
  private static final int VERSION = 2;

  /** It as a clip to invert. */
  public ClipInput input() {
    return new ClipInput(clip, kept, this);
  }

  /** The anchor that several clips of a person show: the same in whatever order they come. */
  static float[] anchor(List<EncodedClip> clips) {
    List<EncodedClip> sorted =
        clips.stream().sorted(Comparator.comparing(EncodedClip::clip)).toList();
    double[] sum = new double[clips.get(0).anchor.length];
    double weights = 0;
    for (EncodedClip c : sorted) {
      weights += c.precision;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += c.precision * c.anchor[i];
      }
    }
    float[] out = new float[sum.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (sum[i] / weights);
    }
    return out;
  }

  /** All its key frames, those of kept frames as they were judged. */
  List<PersonResult.KeyFrame> with(List<PersonResult.KeyFrame> judged) {
    Map<Integer, PersonResult.KeyFrame> by = new HashMap<>();
    judged.forEach(k -> by.put(k.frame(), k));
    return keys.stream().map(k -> by.getOrDefault(k.frame(), k)).toList();
  }

  /** As bytes, compressed. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(VERSION);
      out.writeUTF(clip);
      out.writeInt(anchor.length);
      for (double v : anchor) {
        out.writeDouble(v);
      }
      out.writeDouble(precision);
      out.writeInt(frames);
      out.writeInt(keys.size());
      for (PersonResult.KeyFrame k : keys) {
        out.writeInt(k.frame());
        out.writeLong(k.ptsUs());
        FloatStream.write(out, k.offset());
        FloatStream.write(out, k.motion());
        FloatStream.write(out, k.camera());
        FloatStream.write(out, k.shown());
      }
      out.writeInt(kept.size());
      for (TargetFrame f : kept) {
        write(out, f);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, TargetFrame f) throws IOException {
    out.writeInt(f.frame());
    out.writeLong(f.ptsUs());
    out.writeInt(f.shot());
    FloatStream.write(out, f.camera().label());
    out.writeInt(f.size());
    out.write(f.rgb());
    out.write(f.matte());
    out.write(f.region());
    FloatStream.write(out, f.landmarks());
    FloatStream.write(out, f.openings());
  }

  /**
   * From {@link #encode}.
   *
   * @throws BadInput if it is of another version
   * @throws IOException if it is damaged
   */
  public static EncodedClip decode(byte[] bytes) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
      if (in.readInt() != VERSION) {
        throw new BadInput("a clip was encoded by another version: run invert again");
      }
      String clip = in.readUTF();
      double[] anchor = new double[in.readInt()];
      for (int i = 0; i < anchor.length; i++) {
        anchor[i] = in.readDouble();
      }
      double precision = in.readDouble();
      int frames = in.readInt();
      List<PersonResult.KeyFrame> keys = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        keys.add(
            new PersonResult.KeyFrame(
                in.readInt(),
                in.readLong(),
                FloatStream.read(in),
                FloatStream.read(in),
                FloatStream.read(in),
                Double.NaN,
                Double.NaN,
                FloatStream.read(in)));
      }
      List<TargetFrame> kept = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        kept.add(frame(in));
      }
      return new EncodedClip(clip, anchor, precision, frames, keys, kept);
    }
  }

  private static TargetFrame frame(DataInputStream in) throws IOException {
    int frame = in.readInt();
    long ptsUs = in.readLong();
    int shot = in.readInt();
    Camera camera = Camera.of(FloatStream.read(in));
    int size = in.readInt();
    return new TargetFrame(
        frame,
        ptsUs,
        shot,
        camera,
        size,
        bytes(in, 3 * size * size),
        bytes(in, size * size),
        bytes(in, size * size),
        FloatStream.read(in),
        FloatStream.read(in));
  }

  private static byte[] bytes(DataInputStream in, int count) throws IOException {
    byte[] out = new byte[count];
    in.readFully(out);
    return out;
  }
}
