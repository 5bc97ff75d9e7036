/** Anchors and offsets: interpolation between key frames, transfer, boundaries, directions. */
package io.reenact.latent;
