package io.reenact.motion;

import io.reenact.nn.face.FaceDetail;
import java.util.Arrays;

/**
 * What {@link MotionModel} looks at: where points are ({@link PictureFeatures}), and the
 * activations that the network makes its points of, which tell apart what points don't, such as a
 * pressed lip and a rolled one.
 */
final class MotionFeatures {
  /** How many: {@link PictureFeatures#SIZE}, then {@link FaceDetail#LOOKS}. */
  static final int SIZE = PictureFeatures.SIZE + FaceDetail.LOOKS;

  /** Where the activations of lips begin. */
  static final int LIPS = PictureFeatures.SIZE;

  /** Where those of eyes and irises begin: the lips are one of five equal parts. */
  static final int EYES = LIPS + FaceDetail.LOOKS / 5;

  private MotionFeatures() {}

  /** The features of one face, {@link #SIZE}. */
  static float[] of(FaceDetail.Seen seen) {
    float[] all = Arrays.copyOf(PictureFeatures.of(seen), SIZE);
    System.arraycopy(seen.looks(), 0, all, PictureFeatures.SIZE, FaceDetail.LOOKS);
    return all;
  }
}
