package io.reenact.inversion;

import io.reenact.generator.TunedWeights;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that decides the rest of joint tuning, as bytes: step, anchors, key frames, offsets,
 * motions, moments, weights, losses so far. Sealed with SHA-256, so that what is decoded is what
 * was encoded: a damaged checkpoint costs the work it held, never the result.
 */
final class CheckpointCodec {
  private static final int VERSION = 4;
  private static final int SEAL = 32;

  private CheckpointCodec() {}

  static byte[] encode(Cohort cohort, TunedWeights weights, int step) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeInt(step);
      out.writeInt(cohort.weightSteps);
      for (PersonState p : cohort.people) {
        write(out, p.neutral == null ? new float[0] : p.neutral);
      }
      for (PersonState p : moving(cohort)) {
        write(out, p.anchor);
        out.writeInt(p.clips.size());
        for (PersonState.ClipState c : p.clips) {
          out.writeInt(c.keys.length);
          for (int k = 0; k < c.keys.length; k++) {
            out.writeInt(c.keys[k]);
            write(out, c.offsets.value(k));
            write(out, c.motions.value(k));
            write(out, c.offsetAdam[k].state());
            write(out, c.motionAdam[k].state());
          }
        }
      }
      List<LossTrace.Entry> losses = cohort.trace.entries();
      out.writeInt(losses.size());
      for (LossTrace.Entry e : losses) {
        out.writeUTF(e.phase());
        out.writeInt(e.step());
        out.writeDouble(e.loss());
        for (double t : e.terms()) {
          out.writeDouble(t);
        }
      }
      byte[] state = weights.state();
      out.writeInt(state.length);
      out.write(state);
    }
    bytes.writeBytes(seal(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  /** Whether the bytes are a whole checkpoint of this version. */
  static boolean usable(byte[] bytes) {
    int length = bytes.length - SEAL;
    return length >= Integer.BYTES
        && ByteBuffer.wrap(bytes).getInt() == VERSION
        && MessageDigest.isEqual(
            seal(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length));
  }

  private static byte[] seal(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Restores a cohort whose people have no clips yet.
   *
   * @param bytes a {@link #usable} checkpoint
   * @return steps done
   * @throws IOException if the bytes are not a checkpoint of this cohort
   */
  static int decode(byte[] bytes, Cohort cohort, TunedWeights weights) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!usable(bytes) || in.readInt() != VERSION) {
        throw new IOException("the checkpoint is damaged or of another version");
      }
      int step = in.readInt();
      cohort.weightSteps = in.readInt();
      for (PersonState p : cohort.people) {
        float[] neutral = read(in);
        p.neutral = neutral.length == 0 ? null : neutral;
      }
      for (PersonState p : moving(cohort)) {
        System.arraycopy(read(in), 0, p.anchor, 0, p.anchor.length);
        int clips = in.readInt();
        p.clips.clear();
        for (int c = 0; c < clips; c++) {
          p.clips.add(clip(in, p.input.clips().get(c)));
        }
      }
      int losses = in.readInt();
      for (int i = 0; i < losses; i++) {
        String phase = in.readUTF();
        int at = in.readInt();
        double loss = in.readDouble();
        double[] terms = new double[Terms.NAMES.length];
        for (int t = 0; t < terms.length; t++) {
          terms[t] = in.readDouble();
        }
        cohort.trace.add(new LossTrace.Entry(phase, at, loss, terms));
      }
      byte[] state = new byte[in.readInt()];
      in.readFully(state);
      weights.restore(state);
      return step;
    }
  }

  /** Frozen people are rebuilt from their input. */
  private static List<PersonState> moving(Cohort cohort) {
    return cohort.people.stream().filter(p -> !p.frozen()).toList();
  }

  private static PersonState.ClipState clip(DataInputStream in, ClipInput input)
      throws IOException {
    int n = in.readInt();
    int[] keys = new int[n];
    List<float[]> offsets = new ArrayList<>();
    List<float[]> motions = new ArrayList<>();
    List<float[]> offsetAdam = new ArrayList<>();
    List<float[]> motionAdam = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      keys[k] = in.readInt();
      offsets.add(read(in));
      motions.add(read(in));
      offsetAdam.add(read(in));
      motionAdam.add(read(in));
    }
    PersonState.ClipState c =
        new PersonState.ClipState(
            input, keys, offsets.toArray(float[][]::new), motions.toArray(float[][]::new));
    for (int k = 0; k < n; k++) {
      c.offsetAdam[k].restore(offsetAdam.get(k));
      c.motionAdam[k].restore(motionAdam.get(k));
    }
    return c;
  }

  private static void write(DataOutputStream out, float[] v) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(4 * v.length);
    b.asFloatBuffer().put(v);
    out.writeInt(v.length);
    out.write(b.array());
  }

  private static float[] read(DataInputStream in) throws IOException {
    byte[] b = new byte[4 * in.readInt()];
    in.readFully(b);
    float[] v = new float[b.length / 4];
    ByteBuffer.wrap(b).asFloatBuffer().get(v);
    return v;
  }
}
