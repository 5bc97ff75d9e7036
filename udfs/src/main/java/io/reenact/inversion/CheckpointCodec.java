package io.reenact.inversion;

import io.reenact.generator.TunedWeights;
import io.reenact.inversion.InversionCost.Phase;
import io.reenact.nn.FloatStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that decides the rest of an inversion, as bytes: phase and step, anchors, what
 * analysis seeks beside them, key frames, offsets, motions, moments, losses so far, and from tuning
 * on the weights. Sealed with SHA-256, so that what is decoded is what was encoded: a damaged
 * checkpoint costs the work it held, never the result.
 */
final class CheckpointCodec {
  private static final int VERSION = 8;
  private static final int SEAL = 32;

  private CheckpointCodec() {}

  /**
   * Writes a checkpoint, sealed.
   *
   * @param samples of person analysis; they count in that phase only
   */
  static void write(
      Cohort cohort,
      List<PersonAnalysis.Sample> samples,
      TunedWeights weights,
      Saving.Done done,
      OutputStream to)
      throws IOException {
    MessageDigest digest = sha256();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(to, digest));
    out.writeInt(VERSION);
    out.writeUTF(done.phase().name());
    out.writeInt(done.steps());
    out.writeInt(cohort.weightSteps);
    for (PersonState p : cohort.people) {
      FloatStream.write(out, p.neutral == null ? new float[0] : p.neutral);
    }
    for (PersonState p : cohort.moving()) {
      FloatStream.write(out, p.anchor);
      FloatStream.write(out, p.anchorAdam.state());
      out.writeInt(p.clips.size());
      for (PersonState.ClipState c : p.clips) {
        out.writeInt(c.keys.length);
        for (int k = 0; k < c.keys.length; k++) {
          out.writeInt(c.keys[k]);
          FloatStream.write(out, c.offsets.value(k));
          FloatStream.write(out, c.motions.value(k));
          FloatStream.write(out, c.offsetAdam[k].state());
          FloatStream.write(out, c.motionAdam[k].state());
        }
      }
    }
    if (done.phase() == Phase.ANALYSIS) {
      for (PersonAnalysis.Sample s : samples) {
        FloatStream.write(out, s.offset);
        FloatStream.write(out, s.motion);
        FloatStream.write(out, s.offsetAdam.state());
        FloatStream.write(out, s.motionAdam.state());
      }
    }
    List<LossTrace.Entry> losses = cohort.trace.entries();
    out.writeInt(losses.size());
    for (LossTrace.Entry e : losses) {
      out.writeUTF(e.phase());
      out.writeInt(e.step());
      out.writeDouble(e.loss());
      out.writeInt(e.terms().size());
      for (Map.Entry<String, Double> t : e.terms().entrySet()) {
        out.writeUTF(t.getKey());
        out.writeDouble(t.getValue());
      }
    }
    if (done.phase() == Phase.TUNING) {
      weights.write(out);
    }
    out.flush();
    to.write(digest.digest());
  }

  /**
   * Whether a file is a whole checkpoint of this version.
   *
   * @throws IOException if it can't be read
   */
  static boolean usable(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return usable(in, Files.size(file));
    }
  }

  /**
   * As {@link #usable(Path)}.
   *
   * @param length bytes of the stream
   */
  static boolean usable(InputStream in, long length) throws IOException {
    if (length < Integer.BYTES + SEAL) {
      return false;
    }
    MessageDigest digest = sha256();
    DataInputStream sealed = new DataInputStream(new DigestInputStream(in, digest));
    if (sealed.readInt() != VERSION) {
      return false;
    }
    byte[] piece = new byte[1 << 16];
    for (long left = length - Integer.BYTES - SEAL; left > 0; ) {
      int count = (int) Math.min(piece.length, left);
      sealed.readFully(piece, 0, count);
      left -= count;
    }
    return MessageDigest.isEqual(digest.digest(), in.readNBytes(SEAL));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Restores a cohort whose people have no clips yet.
   *
   * @param file a {@link #usable} checkpoint
   * @param samples of person analysis, at their start
   * @return what was done
   * @throws IOException if it is not a checkpoint of this cohort
   */
  static Saving.Done read(
      Path file, Cohort cohort, List<PersonAnalysis.Sample> samples, TunedWeights weights)
      throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != VERSION) {
        throw new IOException("the checkpoint is of another version");
      }
      Saving.Done done = new Saving.Done(Phase.valueOf(in.readUTF()), in.readInt());
      cohort.weightSteps = in.readInt();
      for (PersonState p : cohort.people) {
        float[] neutral = FloatStream.read(in);
        p.neutral = neutral.length == 0 ? null : neutral;
      }
      for (PersonState p : cohort.moving()) {
        into(p.anchor, in);
        p.anchorAdam.restore(FloatStream.read(in));
        int clips = in.readInt();
        p.clips.clear();
        for (int c = 0; c < clips; c++) {
          p.clips.add(clip(in, p.input.clips().get(c)));
        }
      }
      if (done.phase() == Phase.ANALYSIS) {
        for (PersonAnalysis.Sample s : samples) {
          into(s.offset, in);
          into(s.motion, in);
          s.offsetAdam.restore(FloatStream.read(in));
          s.motionAdam.restore(FloatStream.read(in));
        }
      }
      int losses = in.readInt();
      for (int i = 0; i < losses; i++) {
        String phase = in.readUTF();
        int at = in.readInt();
        double loss = in.readDouble();
        Map<String, Double> terms = new LinkedHashMap<>();
        for (int t = in.readInt(); t > 0; t--) {
          terms.put(in.readUTF(), in.readDouble());
        }
        cohort.trace.add(new LossTrace.Entry(phase, at, loss, terms));
      }
      if (done.phase() == Phase.TUNING) {
        weights.read(in);
      }
      return done;
    }
  }

  private static void into(float[] values, DataInputStream in) throws IOException {
    System.arraycopy(FloatStream.read(in), 0, values, 0, values.length);
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
      offsets.add(FloatStream.read(in));
      motions.add(FloatStream.read(in));
      offsetAdam.add(FloatStream.read(in));
      motionAdam.add(FloatStream.read(in));
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
}
