/** Files of Gaussians: .ply and .spz. */
package io.reenact.splat.file;
