/** The rasterizer on an NVIDIA GPU, with kernels of our own. */
package io.reenact.splat.cuda;
