package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "71f411a229a490585d5727d71e95501be5bd98b8a8d34a390862b435b5fbf888";

  private EmbeddedPin() {}
}
