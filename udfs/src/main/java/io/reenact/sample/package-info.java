/** Sampled latents, their pictures, and what networks read in them. */
package io.reenact.sample;
