/**
 * Directions and encoders fitted to a generator: samples drawn on executors, sums merged, trials.
 */
package io.reenact.fit;
