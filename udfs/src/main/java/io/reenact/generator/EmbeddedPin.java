package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "0b86a1f9c3f00034b6ff0818e7153449e76d6af80573db95a46c2387196d2cd4";

  private EmbeddedPin() {}
}
