package io.reenact.publish;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.reenact.error.UserError;
import io.reenact.table.Records;
import io.reenact.table.WorkspacePath;
import io.reenact.unit.Attempt;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** Any bytes are a record that stays inside the workspace, or refused in one line. */
class RecordsFuzzTest {
  private static final List<Class<?>> TYPES =
      List.of(Intent.class, Attempt.class, PublishedFiles.Known.class);

  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] bytes) {
    for (Class<?> type : TYPES) {
      try {
        Object record = Records.read(bytes, type, new Path("file:/w/r.json"), "delete it");
        if (record instanceof Intent intent) {
          intent.removes().forEach(RecordsFuzzTest::inTable);
          intent.adds().forEach(m -> inTable(m.to()));
          intent.adds().forEach(m -> WorkspacePath.check(m.from()));
        } else if (record instanceof Attempt attempt) {
          attempt.files().forEach(f -> WorkspacePath.check(f.path()));
        }
      } catch (UserError e) {
        if (e.getMessage().isBlank() || e.getMessage().contains("\n")) {
          throw new AssertionError("not one line: " + e.getMessage(), e);
        }
      }
    }
  }

  private static void inTable(String path) {
    if (!WorkspacePath.isTableFile(path)) {
      throw new AssertionError(path);
    }
  }
}
