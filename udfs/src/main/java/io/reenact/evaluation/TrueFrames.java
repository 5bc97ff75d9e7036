package io.reenact.evaluation;

import io.reenact.synth.ClipMaker;
import io.reenact.synth.SynthFrame;

/**
 * What a reenactment within a synthetic corpus should be, frame by frame: its source with its
 * driver's expression, seen by its driver's camera.
 *
 * @param maker of the corpus; stays the caller's to close
 * @param source number of the person whose looks
 * @param driver number of the person whose expression
 * @param clip number of the driver's clip
 */
public record TrueFrames(ClipMaker maker, int source, int driver, int clip) {
  SynthFrame frame(int frame) {
    return maker.trueFrame(source, driver, clip, frame);
  }

  float[] expression(int frame) {
    return maker.expression(driver, clip, frame);
  }

  float[] read(int frame, float[] landmarks) {
    return maker.read(source, driver, clip, frame, landmarks);
  }
}
