package io.reenact.pool;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the process as soon as Java has ended. When a JVM exits, its threads may still compute in
 * native code, and the destructors of libraries then take away what they compute with: a killed
 * task printed "corrupted size" or "pure virtual method called". The system frees all of it anyway,
 * memory of GPUs too, so no destructor runs.
 */
public final class NativeExit {
  private static final AtomicBoolean PREPARED = new AtomicBoolean();

  private NativeExit() {}

  /**
   * Sees to it, once, with what glibc offers; does nothing where there is no glibc. What runs at
   * the exit is known last first, so this is told the system only when Java is about to end: before
   * everything that libraries have told it by then. The exit code stays what it is.
   */
  public static void withoutDestructors() {
    if (!PREPARED.compareAndSet(false, true)) {
      return;
    }
    Function atExit;
    Function end;
    try {
      NativeLibrary system = NativeLibrary.getInstance("c");
      atExit = system.getFunction("on_exit");
      end = system.getFunction("_exit");
    } catch (UnsatisfiedLinkError e) {
      return;
    }
    // Is called with the exit code, and something that it takes no notice of.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> atExit.invokeInt(new Object[] {end, null}), "native exit"));
  }
}
