/**
 * Frozen face networks on a CPU by kernels of our own ({@code src/main/native}), forward and back
 * to the picture. PyTorch runs the same networks elsewhere and is what tests compare with.
 */
package io.reenact.nn.cpu;
