/** The stage motion: how heads move, by numbers, read from pictures and from latents. */
package io.reenact.stage.motion;
