/** The optimiser of weights: Adam, by our own kernels for CPUs and GPUs where they run. */
package io.reenact.nn.adam;
