/** The benchmarks by name, and how they are run. */
package io.reenact.suite;
