package io.reenact.cli;

import io.reenact.console.Console;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * What happens when the process is told to stop (Ctrl-C, SIGTERM): one line says how to go on, and
 * after everybody's own hooks the process halts. An ordinary exit would run libtorch's destructors
 * under the feet of units that still compute, which ends in a crash report.
 */
final class Interruption {
  /** Before Spark's hook (40), which ends the session and with it the stages. */
  private static final int FIRST = 100;

  private static final int LAST = 1;

  /** As shells say it: 128 + SIGINT. */
  private static final int CODE = 130;

  private static volatile boolean ended;
  private static volatile boolean interrupted;

  private Interruption() {}

  /** Expects interruptions until {@link #over}. */
  static void expect(Console console) {
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(
        () -> {
          if (!ended) {
            interrupted = true;
            // The command fails for want of its session, which is no news.
            console.last("interrupted: what is done is kept; run the same command again to go on");
          }
        },
        FIRST);
    hooks.addShutdownHook(
        () -> {
          // The command ends too while the hooks run, for want of its session.
          if (interrupted) {
            Runtime.getRuntime().halt(CODE);
          }
        },
        LAST);
  }

  /** The command has ended by itself. */
  static void over() {
    ended = true;
  }
}
