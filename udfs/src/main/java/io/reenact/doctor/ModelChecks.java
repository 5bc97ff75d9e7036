package io.reenact.doctor;

import ai.djl.Device;
import io.reenact.encoder.EncoderBundle;
import io.reenact.generator.GeneratorBundle;
import io.reenact.nn.face.FaceNetworks;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Models: each is read and compared with its hash. */
public final class ModelChecks {
  private ModelChecks() {}

  /** A generator's bundle, and the encoder if it is the one that comes with the build. */
  public static List<Finding> generator(GeneratorBundle bundle, Configuration hadoop) {
    List<Finding> found = new ArrayList<>();
    found.add(
        Finding.ok(
            "generator", bundle.where() + ", " + bundle.manifest().gaussians() + " Gaussians"));
    if (EncoderBundle.ships(bundle)) {
      found.addAll(
          Check.safely(
              "encoder",
              () ->
                  List.of(
                      Finding.ok(
                          "encoder", "embedded, " + EncoderBundle.of(bundle, "", hadoop).id()))));
    }
    return found;
  }

  /** The networks that look at faces. */
  public static List<Finding> faces() {
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu(), true)) {
      return List.of(
          Finding.ok(
              "face networks",
              "loaded, " + networks.expression().names().size() + " numbers of an expression"));
    }
  }
}
