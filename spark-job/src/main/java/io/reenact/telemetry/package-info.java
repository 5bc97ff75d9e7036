/** What executors use and how much: meters, native memory, Spark's metrics. */
package io.reenact.telemetry;
