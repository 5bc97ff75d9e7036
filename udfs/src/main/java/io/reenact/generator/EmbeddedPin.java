package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "0000000000000000000000000000000000000000000000000000000000000000";

  private EmbeddedPin() {}
}
