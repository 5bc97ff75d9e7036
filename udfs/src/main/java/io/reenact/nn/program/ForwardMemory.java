package io.reenact.nn.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays out the tensors of a program anew for who goes forward only: memory of tensors that nobody
 * reads any more serves later ones, so that it stays in the processor's caches.
 */
final class ForwardMemory {
  private static final int IN = 1;
  private static final int RESIDUAL = 2;
  private static final int OUT = 3;
  private static final int OTHER = 18;
  private static final int MASK = 21;

  private final NetworkProgram program;

  /** Of every tensor, by where it lay: the last operator that reads it. */
  private final Map<Integer, Integer> lastRead = new HashMap<>();

  /** Pieces in use, by where they begin: their end. */
  private record Piece(int tensor, int from, int to) {}

  private final List<Piece> used = new ArrayList<>();
  private final Map<Integer, Integer> moved = new HashMap<>();
  private int activations;
  private int masks = 1;

  private ForwardMemory(NetworkProgram program) {
    this.program = program;
  }

  /** The program that computes the same forward, and has no way back. */
  static NetworkProgram of(NetworkProgram program) {
    return new ForwardMemory(program).laid();
  }

  private NetworkProgram laid() {
    int[] all = program.operators().clone();
    int fields = ProgramBuilder.FIELDS;
    lastRead.put(0, -1);
    for (int i = 0; i < program.count(); i++) {
      for (int field : reads(all[i * fields])) {
        lastRead.put(all[i * fields + field], i);
      }
    }
    program.outputs().forEach(o -> lastRead.put(o.at(), program.count()));
    // The picture, which lies first.
    place(0, 3 * program.side() * program.side());
    for (int i = 0; i < program.count(); i++) {
      int o = i * fields;
      int floats = Math.multiplyExact(Math.multiplyExact(all[o + 8], all[o + 9]), all[o + 11]);
      place(all[o + OUT], floats);
      masks = Math.max(masks, floats);
      int now = i;
      for (int field : reads(all[o])) {
        if (all[o + field] >= 0) {
          all[o + field] = moved.get(all[o + field]);
        }
      }
      all[o + OUT] = moved.get(all[o + OUT]);
      all[o + MASK] = 0;
      used.removeIf(p -> lastRead.getOrDefault(p.tensor, -1) <= now);
    }
    List<NetworkProgram.Output> outputs =
        program.outputs().stream().map(o -> o.at(moved.get(o.at()))).toList();
    return new NetworkProgram(
        program.side(),
        all,
        program.weights(),
        outputs,
        activations,
        masks,
        program.scratch(),
        false);
  }

  private static int[] reads(int kind) {
    return ProgramBuilder.readsOther(kind)
        ? new int[] {IN, RESIDUAL, OTHER}
        : new int[] {IN, RESIDUAL};
  }

  /** The first gap that is large enough. */
  private void place(int tensor, int floats) {
    int size = ProgramBuilder.padded(floats);
    int at = 0;
    for (Piece p : used) {
      if (p.from - at >= size) {
        break;
      }
      at = Math.max(at, p.to);
    }
    used.add(new Piece(tensor, at, Math.addExact(at, size)));
    used.sort(Comparator.comparingInt(Piece::from));
    moved.put(tensor, at);
    activations = Math.max(activations, at + size);
  }
}
