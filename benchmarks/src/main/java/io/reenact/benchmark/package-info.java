/** Timed runs, by name. */
package io.reenact.benchmark;
