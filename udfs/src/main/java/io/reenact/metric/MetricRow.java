package io.reenact.metric;

/**
 * One measured value: a row of the table metrics.
 *
 * @param item what was measured, such as a render's id
 * @param metric its name, lower case with underscores
 * @param value the value
 * @param region the part of the picture it is about, such as crop, face, mouth
 * @param against what the item was compared with, such as driver, source
 */
public record MetricRow(String item, String metric, double value, String region, String against) {}
