package io.reenact.row;

import java.util.Map;

/** A row of the table persons; its columns' annotations say what they hold. */
@RowOf(
    table = "persons",
    about = "One identity in one cohort, with the tuned weights that its latents belong to.",
    stage = PersonRow.STAGE,
    subject = {"cohort", "identity"},
    order = {"identity", "cohort"})
@SuppressWarnings("ArrayRecordComponent") // compared column by column
public record PersonRow(
    @Holds("Who.") String identity,
    @Holds("The cohort: the first 12 digits of the key of the unit that began it.") String cohort,
    @Holds(
            "The latent of the person's looks; [w_dim], or [layers, w_dim] row-major where the"
                + " generator has a latent a layer.")
        float[] anchor,
    @Holds("Id of the generator bundle: SHA-256 of its generator.json.") String generator,
    @Holds(value = "The tuned weights; null: the bundle's own.", file = true) String weightsUri,
    @Holds("SHA-256 of the weights' file, 64 hexadecimal digits.") String weightsSha256,
    @Holds("Length of the weights' file, bytes.") Long weightsBytes,
    @Holds(
            "What rounding and low rank of the stored weights cost the key frames' face PSNR, dB;"
                + " null in rows of older versions.")
        Float weightsLossDb,
    @Holds("How many steps the generator was tuned.") Integer steps,
    @Holds("How long inversion and tuning took, seconds of wall time.") Double seconds,
    @Holds("The seed, `job.seed`.") Long seed,
    @Holds("Versions of what computed it, by name: generator, invert (the unit's key).")
        Map<String, String> versions,
    @Holds(
            "By which protocol frames were given, the setting `evaluation.protocol` with the choice of"
                + " clips; reconstruction: whole clips; null in rows of older versions, likewise.")
        String protocol,
    @Holds("How many frames inversion was given; null in rows of older versions.") Integer given,
    @Holds("By which `inversion.strategy`; null in rows of older versions, which were optimised.")
        String strategy,
    @Holds("Side of the pictures that it was inverted by, px; null in rows of older versions.")
        Integer size) {
  /** The stage whose units write these rows and the latents. */
  public static final String STAGE = "invert";
}
