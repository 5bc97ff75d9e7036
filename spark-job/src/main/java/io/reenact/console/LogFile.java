package io.reenact.console;

import java.io.PrintStream;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.RolloverListener;
import org.apache.logging.log4j.core.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that conf/log4j2.properties logs to; other configurations may have none.
 *
 * @param file of the configuration in use; null if it names no such file
 */
public record LogFile(RollingFileAppender file) {
  static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

  /** The log file of this process. */
  static LogFile current() {
    return LogManager.getContext(false) instanceof LoggerContext context
            && context.getConfiguration().getAppender("file") instanceof RollingFileAppender file
        ? new LogFile(file)
        : new LogFile(null);
  }

  /** Where it is. */
  Optional<String> path() {
    return Optional.ofNullable(file).map(RollingFileAppender::getFileName);
  }

  /** Where people find stack traces. */
  public static String place() {
    return current().path().map(path -> "in " + path).orElse("on standard error");
  }

  /** Runs something whenever the file has been put aside and begun anew. */
  void onRoll(Runnable then) {
    file.getManager()
        .addRolloverListener(
            new RolloverListener() {
              @Override
              public void rolloverTriggered(String name) {}

              @Override
              public void rolloverComplete(String name) {
                then.run();
              }
            });
  }

  /** Sends what the configuration has for the console there instead of to descriptor 2. */
  void repeatOn(PrintStream people) {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configuration configuration = context.getConfiguration();
    if (!(configuration.getAppender("console") instanceof ConsoleAppender before)) {
      return;
    }
    OutputStreamAppender after =
        OutputStreamAppender.newBuilder()
            .setName("people")
            .setTarget(people)
            .setLayout(before.getLayout())
            .setFilter(before.getFilter())
            .build();
    after.start();
    configuration.getRootLogger().removeAppender("console");
    configuration.getRootLogger().addAppender(after, null, null);
    context.updateLoggers();
  }
}
