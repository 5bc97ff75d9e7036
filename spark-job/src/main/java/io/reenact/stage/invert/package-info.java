/** The stage invert: cohorts to anchors, offsets and tuned weights. */
package io.reenact.stage.invert;
