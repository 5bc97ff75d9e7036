/**
 * Motion of a head by numbers: coefficients of face shapes, gaze, head pose; read from pictures or
 * from offsets, and exchanged with capture programs.
 */
package io.reenact.motion;
