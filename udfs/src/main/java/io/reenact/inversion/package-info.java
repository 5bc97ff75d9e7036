/**
 * From tracked clips to anchors, offsets and tuned weights: key frames, losses, person analysis,
 * key-frame inversion, joint tuning, checkpoints.
 */
package io.reenact.inversion;
