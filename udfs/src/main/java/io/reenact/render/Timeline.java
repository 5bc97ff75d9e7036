package io.reenact.render;

/**
 * Times of a result's frames and where they lie in the driver's clip. The result has the driver's
 * mean frame rate, evenly, whatever its speed: what lies between two frames of the driver is
 * interpolated.
 */
public final class Timeline {
  /** Frame times are rounded to microseconds. */
  private static final double ROUNDING_US = 1;

  private final Retiming how;
  private final double startUs;
  private final double lastUs;
  private final double frameUs;

  /**
   * @param lastUs from the driver's first frame to its last
   * @param frameUs from a frame to the next, on average
   */
  Timeline(Retiming how, double lastUs, double frameUs) {
    this.how = how;
    this.startUs = 1e6 * how.start();
    this.lastUs = lastUs;
    this.frameUs = frameUs;
  }

  /** How long the result takes from the driver's start to its last frame. */
  private double passUs() {
    return (lastUs - startUs) / how.speed();
  }

  /** How many frames the result has. */
  public int frames() {
    double wanted = 1e6 * how.seconds() / frameUs;
    int asked = how.seconds() == 0 ? Integer.MAX_VALUE : (int) Math.max(1, Math.round(wanted));
    if (how.loop() != Looping.NONE) {
      return asked;
    }
    return (int) Math.min(asked, Math.floor((passUs() + ROUNDING_US) / frameUs) + 1);
  }

  /** When a frame of the result is shown, from its first, microseconds. */
  public long us(int frame) {
    return Math.round(frame * frameUs);
  }

  /** Seconds from the result's first frame to its last. */
  public double lastSeconds() {
    return us(frames() - 1) / 1e6;
  }

  /** After what time the result begins again, microseconds; 0: never. */
  public long loopUs() {
    return how.loop() == Looping.LOOP && pass(us(frames() - 1)) > 0 ? Math.round(periodUs()) : 0;
  }

  private double periodUs() {
    // The last frame is seen for as long as any other.
    return passUs() + frameUs;
  }

  /** How often the result has begun again at a time; 0 where it never does. */
  int pass(long us) {
    return how.loop() == Looping.LOOP ? (int) ((us + ROUNDING_US) / periodUs()) : 0;
  }

  /** Whether the driver goes backwards somewhere. */
  public boolean turns() {
    return how.loop() == Looping.PING_PONG && us(frames() - 1) > passUs() + ROUNDING_US;
  }

  /**
   * Where a time of the result lies in the driver's clip.
   *
   * @return microseconds from the driver's first frame
   */
  public long driverUs(long us) {
    double at =
        switch (how.loop()) {
          case NONE -> us;
          case LOOP -> Math.max(0, us - pass(us) * periodUs());
          case PING_PONG -> Looping.backAndForth(us, passUs());
        };
    return Math.round(Math.min(lastUs, startUs + how.speed() * at));
  }
}
