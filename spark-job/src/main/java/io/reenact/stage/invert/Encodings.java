package io.reenact.stage.invert;

import io.reenact.generator.GeneratorBundle;
import io.reenact.inversion.EncodedClip;
import io.reenact.row.EncodingRow;
import io.reenact.runner.UnitContext;
import io.reenact.unit.UnitFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Encoded clips as a row of the table encodings and a file each. */
final class Encodings {
  private Encodings() {}

  static void write(String identity, EncodedClip clip, UnitContext unit) throws IOException {
    Path local = unit.scratch().resolve("encoding");
    Files.write(local, clip.encode());
    UnitFile state = unit.writeFile("encodings", unit.label(), "bin", local);
    float[] anchor = new float[clip.anchor().length];
    for (int i = 0; i < anchor.length; i++) {
      anchor[i] = (float) clip.anchor()[i];
    }
    EncodingRow row =
        new EncodingRow(
            identity,
            clip.clip(),
            anchor,
            clip.precision(),
            clip.frames(),
            clip.keys().size(),
            state.path(),
            state.sha256(),
            state.bytes());
    unit.writeRows(EncodingRow.class, List.of(row).iterator());
  }

  static EncodedClip read(EncodingRow row, UnitContext unit) throws IOException {
    byte[] bytes =
        unit.workspace().store(unit.hadoop()).read(unit.workspace().resolve(row.stateUri()));
    if (!GeneratorBundle.sha256(bytes).equals(row.stateSha256())) {
      throw new IOException(row.stateUri() + " was changed after it was written; delete its unit");
    }
    return EncodedClip.decode(bytes);
  }
}
