package io.reenact.splat.file;

/** What reader and writer of .spz share. */
final class SpzFormat {
  static final int MAGIC = 0x5053474e;
  static final int VERSION = 2;

  /** Bytes before the attributes. */
  static final int HEADER = 16;

  /** The format's factor of degree-0 colour coefficients. */
  static final double COLOUR = 0.15;

  private SpzFormat() {}
}
