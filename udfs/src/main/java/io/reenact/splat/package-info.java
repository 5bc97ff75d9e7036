/** Gaussians as structure of arrays: the differentiable rasterizer and the .ply format. */
package io.reenact.splat;
