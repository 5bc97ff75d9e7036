/** Measures results against the original clips. */
package io.reenact.evaluation;
