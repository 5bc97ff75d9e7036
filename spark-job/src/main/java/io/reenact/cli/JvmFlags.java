package io.reenact.cli;

import java.io.PrintStream;
import org.apache.spark.launcher.JavaModuleOptions;

/** The flags that Spark and the engines need on this Java; the build keeps them. */
public final class JvmFlags {
  private JvmFlags() {}

  /** Prints them on standard output. */
  public static void main(String[] args) {
    print(System.out);
  }

  /** Prints one line. */
  public static void print(PrintStream out) {
    out.println(
        JavaModuleOptions.defaultModuleOptions()
            + " -DOPT_OUT_TRACKING=true -Dai.djl.offline=true -Dfile.encoding=UTF-8");
  }
}
