package io.reenact.face;

/**
 * What was seen in one frame, before pose and smoothing.
 *
 * @param frame index in presentation order
 * @param ptsUs presentation time, microseconds
 * @param shot number of the shot, from 0
 * @param mesh the landmarks; null where no face was found
 * @param reason why the frame is of no use, as far as one frame tells; null if nothing is wrong
 * @param otherFaces further faces that were seen when the detector last looked
 */
record FrameMeasure(int frame, long ptsUs, int shot, FaceMesh mesh, String reason, int otherFaces) {
  /** The same with no more of the mesh than the track is made of. */
  FrameMeasure kept() {
    return mesh == null
        ? this
        : new FrameMeasure(frame, ptsUs, shot, mesh.kept(), reason, otherFaces);
  }
}
