package io.reenact.synth;

/**
 * What is known about a person.
 *
 * @param seed where it all comes from
 * @param identity factors of the shape: of the head model, or of the generator's z
 * @param appearance everything else
 */
public record PersonTruth(long seed, float[] identity, Appearance appearance) {}
