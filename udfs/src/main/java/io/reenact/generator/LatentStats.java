package io.reenact.generator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reenact.error.BadInput;
import java.io.IOException;

/**
 * {@code latent_stats.json}: mean and spread of w over sampled z.
 *
 * @param mean [w_dim]
 * @param std [w_dim]
 * @param samples how many z
 * @param pcaBasis [k, w_dim] principal directions, or null
 * @param pcaStd [k] spread along them, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LatentStats(
    float[] mean,
    float[] std,
    int samples,
    @JsonProperty("pca_basis") float[][] pcaBasis,
    @JsonProperty("pca_std") float[] pcaStd) {

  static LatentStats parse(byte[] bytes, GeneratorManifest manifest, String where) {
    LatentStats s;
    try {
      s = new ObjectMapper().readValue(bytes, LatentStats.class);
    } catch (IOException e) {
      throw new BadInput(
          "latent_stats.json of " + where + " can't be read: export the bundle again", e);
    }
    if (s == null
        || s.mean == null
        || s.std == null
        || s.mean.length != manifest.wDim()
        || s.std.length != manifest.wDim()) {
      throw new BadInput(
          "latent_stats.json of "
              + where
              + " must hold mean and std of "
              + manifest.wDim()
              + " floats each");
    }
    return s;
  }
}
