/**
 * One person's movement on another's face, checked by looking: what a face shows is read from
 * pictures, and a driver's offsets are corrected until the source shows it too.
 */
package io.reenact.retarget;
