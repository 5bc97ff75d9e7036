/** The stage synth: synthetic corpora with their truth. */
package io.reenact.stage.synth;
