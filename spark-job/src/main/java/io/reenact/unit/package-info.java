/** Durable results of units of work: attempts, commits, rows and files. */
package io.reenact.unit;
