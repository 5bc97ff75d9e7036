package io.reenact.cli;

import org.apache.spark.launcher.JavaModuleOptions;

/** Prints the flags that Spark and the engines need on this Java; the build keeps them. */
public final class JvmFlags {
  private JvmFlags() {}

  /** Prints one line. */
  public static void main(String[] args) {
    System.out.println(
        JavaModuleOptions.defaultModuleOptions()
            + " -DOPT_OUT_TRACKING=true -Dai.djl.offline=true -Dfile.encoding=UTF-8");
  }
}
