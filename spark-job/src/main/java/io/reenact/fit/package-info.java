/** Directions fitted to a generator: samples drawn and read on executors, sums merged, the test. */
package io.reenact.fit;
