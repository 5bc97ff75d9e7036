/** The stage track: the face in every frame of every usable clip. */
package io.reenact.stage.track;
