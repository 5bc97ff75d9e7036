package io.reenact.generator;

/**
 * The pinned hash of the embedded bundle's generator.json; a test fails when the bundle changes
 * without it.
 */
final class EmbeddedPin {
  /** SHA-256 of models/embedded/bundle/generator.json. */
  static final String SHA256 = "7de90a47a17dc0acdd186f028812d8ba013b088b6a19f70cfe2e9b3a1bcc8946";

  private EmbeddedPin() {}
}
