/**
 * The procedural corpus: people made of a morphable head, their frames and the truth about them.
 */
package io.reenact.synth;
