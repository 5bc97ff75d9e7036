/** One reenactment: latents and cameras to frames, quilts and .ply files. */
package io.reenact.render;
