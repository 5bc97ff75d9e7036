package io.reenact.encoder;

import io.reenact.camera.Camera;

/**
 * A picture, and what an encoder should find in it.
 *
 * @param truth the offset is 0 if the generator does not tell expressions from faces
 * @param camera that it is believed to be seen from
 * @param image {@code [3, SIZE, SIZE]}, over white, of {@link FaceEncoder#SIZE}
 * @param alpha {@code [SIZE, SIZE]}; null where the generator ends in pictures
 */
@SuppressWarnings("ArrayRecordComponent") // short-lived data, never compared
public record EncoderSample(Encoded truth, Camera camera, float[] image, float[] alpha) {}
