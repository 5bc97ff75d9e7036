package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "f90c712383cf2e49ea5c96370cfcc4cc5c65935708f6c27bb65b568100f029dd";

  private EmbeddedPin() {}
}
