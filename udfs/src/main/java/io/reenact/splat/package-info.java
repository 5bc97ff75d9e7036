/**
 * 3D Gaussians and the differentiable rasterizer's contract. Arrays of Gaussians hold one after
 * another, 14 floats each.
 */
package io.reenact.splat;
