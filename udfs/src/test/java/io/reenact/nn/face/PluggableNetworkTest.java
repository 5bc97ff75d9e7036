package io.reenact.nn.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.reenact.error.UserError;
import io.reenact.nn.Autograd;
import io.reenact.nn.tflite.TorchArchive;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PluggableNetworkTest {
  private static final String HEAD =
      "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n";

  private static byte[] module(String expression) {
    TorchArchive archive = new TorchArchive();
    archive.weight(new float[] {1, 1, 1}, new int[] {3}, 1);
    archive.weight(new float[] {0, 0, 0}, new int[] {3}, 1);
    return archive.bytes(HEAD + "    return " + expression + "\n");
  }

  @Test
  void aUsersEmbeddingWorksAndHasGradients() {
    byte[] script = module("torch.add(torch.mean(x, [2, 3]), 2)");
    try (NDManager m = NDManager.newBaseManager();
        PluggableNetwork.Identity network = PluggableNetwork.identity(m, "mine.pt", script, 64);
        Autograd.Scope on = Autograd.enabled()) {
      assertThat(network.name()).isEqualTo("mine.pt");
      NDArray x = Autograd.leaf(m.ones(new Shape(1, 3, 64, 64)));
      NDArray y = network.embed(x);
      assertThat(y.toFloatArray())
          .containsExactly(new float[] {0.577f, 0.577f, 0.577f}, within(1e-3f));
      Autograd.backward(y, m.create(new float[] {1, 0, 0}, new Shape(1, 3)));
      // d(v0 / |v|) / dv0 = (1 - 1/3) / |v|, spread over 64 * 64 pixels
      float wanted = (float) (2.0 / 3 / Math.sqrt(27) / 4096);
      assertThat(Autograd.view(Autograd.gradient(x)).get(0)).isCloseTo(wanted, within(1e-7f));
    }
  }

  @Test
  void aUsersPerceptualDistanceAndExpressionWork() {
    TorchArchive archive = new TorchArchive();
    byte[] distance =
        archive.bytes(
            "  def forward(self: __torch__.Net,\n    x: Tensor,\n    y: Tensor) -> Tensor:\n"
                + "    return torch.mean(torch.abs(torch.sub(x, y)), [1, 2, 3], True)\n");
    try (NDManager m = NDManager.newBaseManager();
        PluggableNetwork.Perceptual p = PluggableNetwork.perceptual(m, "lpips.pt", distance);
        PluggableNetwork.Expression e =
            PluggableNetwork.expression(m, "e.pt", module("torch.mean(x, [2, 3])"), 32)) {
      NDArray a = m.ones(new Shape(2, 3, 40, 40));
      assertThat(p.distance(a, a.mul(0.5f)).toFloatArray()).containsExactly(0.5f, 0.5f);
      assertThat(e.encode(m.ones(new Shape(2, 3, 32, 32))).getShape()).isEqualTo(new Shape(2, 3));
    }
  }

  @Test
  void liveDropoutAndBatchNormAreRefused() {
    refused(module("torch.dropout(torch.mean(x, [2, 3]), 0.5, True)"), "eval()");
    refused(
        module(
            "torch.mean(torch.batch_norm(torch.mul(x, x), self.w0, self.w1, None, None, True,"
                + " 0.10000000000000001, 1.0e-05, False), [2, 3])"),
        "eval()");
  }

  @Test
  void anEvaluatedBatchNormIsFine() {
    try (NDManager m = NDManager.newBaseManager();
        PluggableNetwork.Identity network =
            PluggableNetwork.identity(
                m,
                "bn.pt",
                module(
                    "torch.mean(torch.batch_norm(x, self.w0, self.w1, self.w1, self.w0, False,"
                        + " 0.10000000000000001, 1.0e-05, False), [2, 3])"),
                32)) {
      assertThat(network.embed(m.ones(new Shape(1, 3, 32, 32))).getShape())
          .isEqualTo(new Shape(1, 3));
    }
  }

  @Test
  void brokenContractsAndFilesGiveOneLineErrors() {
    refused("no zip".getBytes(StandardCharsets.UTF_8), "not a usable TorchScript");
    refused(new byte[0], "not a usable TorchScript");
    refused(module("torch.mean(x)"), "returns");
    refused(module("torch.mul(x, 2)"), "not [B, D]");
    refused(module("torch.reshape(x, [7, 7])"), "not a usable TorchScript");
    refused(module("torch.div(torch.mean(x, [2, 3]), 0)"), "no numbers");
  }

  private static void refused(byte[] script, String why) {
    try (NDManager m = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> PluggableNetwork.identity(m, "mine.pt", script, 32))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("mine.pt")
          .hasMessageContaining(why)
          .hasMessageNotContaining("\n");
    }
  }
}
