package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "e49ada1fda1ed98a54230596fa88d07b911b6962e0c7d637451245589c74677e";

  private EmbeddedPin() {}
}
