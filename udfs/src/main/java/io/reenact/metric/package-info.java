/**
 * What is measured of a result: {@link io.reenact.metric.Metric} defines every metric, the other
 * classes are its arithmetic.
 */
package io.reenact.metric;
