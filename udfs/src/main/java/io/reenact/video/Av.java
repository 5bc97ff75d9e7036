package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all users of FFmpeg share: error codes, times, and its log. */
final class Av {
  private static final Logger LOG = LoggerFactory.getLogger("io.reenact.video.ffmpeg");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST_NAME = 300;

  static {
    if (LOG.isDebugEnabled()) {
      setLogCallback(new ToLogger().retainReference());
      av_log_set_level(AV_LOG_INFO);
    } else {
      av_log_set_level(AV_LOG_QUIET);
    }
  }

  private Av() {}

  /** FFmpeg's log, as debug messages of ours. */
  private static final class ToLogger extends LogCallback {
    @Override
    public void call(int level, BytePointer message) {
      LOG.debug("{}", message.getString().strip());
    }
  }

  /** Loads the natives and sets up the log, once. */
  static void init() {
    // The static block has done it.
  }

  /** FFmpeg's words for an error code. */
  static String error(int code) {
    byte[] text = new byte[256];
    av_strerror(code, text, text.length);
    int n = 0;
    while (n < text.length && text[n] != 0) {
      n++;
    }
    return new String(text, 0, n, java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * Passes a result on.
   *
   * @throws IllegalStateException if it is negative, which is FFmpeg's sign of an error
   */
  static int check(int result, String what) {
    if (result < 0) {
      throw new IllegalStateException(what + ": " + error(result));
    }
    return result;
  }

  /** A time in a stream's units as microseconds, rounded to the nearest. */
  static long toUs(long time, AVRational base) {
    try (AVRational us = micro()) {
      return av_rescale_q(time, base, us);
    }
  }

  /** Microseconds as a time in a stream's units, rounded to the nearest. */
  static long fromUs(long us, AVRational base) {
    try (AVRational micro = micro()) {
      return av_rescale_q(us, micro, base);
    }
  }

  /** One microsecond. */
  static AVRational micro() {
    return rational(1, 1_000_000);
  }

  /** A fraction; the caller closes it. */
  static AVRational rational(int num, int den) {
    return new AVRational().num(num).den(den);
  }

  /** A name from outside, fit for a message of one line. */
  static String shown(String name) {
    String line = CONTROL.matcher(name).replaceAll("?");
    return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "...";
  }
}
