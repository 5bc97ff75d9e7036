/**
 * The generator bundle: verified files, w to Gaussians with gradients to w and to the weights,
 * tuned weights as deltas.
 */
package io.reenact.generator;
