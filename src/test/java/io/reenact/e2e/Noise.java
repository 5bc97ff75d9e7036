package io.reenact.e2e;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** What libraries do: native code and Java code that print on standard error while units run. */
public final class Noise extends SparkListener {
  static final String NATIVE = "Could not initialize NNPACK! Reason: Unsupported hardware.";
  static final String JAVA = "WARNING: printed by a library in Java";

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    byte[] line = (NATIVE + "\n").getBytes(StandardCharsets.UTF_8);
    NativeLibrary.getInstance("c")
        .getFunction("write")
        .invokeLong(new Object[] {2, line, (long) line.length});
    System.err.println(JAVA);
  }
}
