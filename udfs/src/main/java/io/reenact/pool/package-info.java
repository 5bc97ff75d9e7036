/** Costly things that tasks of one JVM share. */
package io.reenact.pool;
