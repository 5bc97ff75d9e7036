/**
 * What several stages share: clips, tracks and latents as engines take them, settings of generator
 * and networks.
 */
package io.reenact.stage;
