package io.reenact.benchmark;

import io.reenact.error.UserError;
import io.reenact.synth.HeadModel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The head model that the user has. */
public final class HeadModels {
  private HeadModels() {}

  public static HeadModel load() {
    Path path = Path.of(System.getProperty("reenact.headModel", "../shared/head-model"));
    if (!Files.exists(path)) {
      throw new UserError(
          "no head model at " + path + "; set HEAD_MODEL to its head_model.json, see the README");
    }
    return HeadModel.load(path);
  }
}
