package io.reenact.attribute;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * An attribute that a flow knows. Its values and changes are in standard deviations of its label
 * among sampled latents, from the mean.
 *
 * @param name what edits call it
 * @param label what it was read from: a factor or SQL
 * @param mean of the label
 * @param spread standard deviation of the label
 * @param low 0.5 % of samples lie below, in standard deviations
 * @param high 0.5 % of samples lie above
 * @param read share of the label's variance that is read back from held-out latents, up to 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Attribute(
    String name, String label, double mean, double spread, double low, double high, double read) {
  boolean sound() {
    return name != null
        && !name.isEmpty()
        && Double.isFinite(mean)
        && spread > 0
        && low < high
        && Double.isFinite(spread)
        && Double.isFinite(high - low);
  }
}
