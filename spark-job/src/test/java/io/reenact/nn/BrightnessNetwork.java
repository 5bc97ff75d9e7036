package io.reenact.nn;

import io.reenact.nn.tflite.TorchArchive;

/** A user's network: the mean of red, green and blue. */
public final class BrightnessNetwork {
  private BrightnessNetwork() {}

  /** Its TorchScript file. */
  public static byte[] torchScript() {
    return new TorchArchive()
        .bytes(
            "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
                + "    return torch.mean(x, [2, 3])\n");
  }
}
