/**
 * Frames from and to video files on any Hadoop file system: exact seeking by presentation time,
 * audio kept.
 */
package io.reenact.video;
