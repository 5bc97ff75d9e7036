package io.reenact.metric;

/** What must be there for a metric to be measured. */
public enum Needs {
  PICTURES(
      "Pictures",
      "Only by the driver's camera, on the sampled frames. The truth of a self-reenactment is the"
          + " driver's aligned crop on white, with the head's roll. Within a corpus that has its"
          + " truth (`_truth`), that of a cross-reenactment is the picture of the source with the"
          + " driver's expression and camera, drawn anew, sharp and without noise; not for flicker."),
  TRUTH(
      "Truth of synthetic corpora",
      "Only by the driver's camera, within a corpus that has its truth (`_truth`), on the sampled"
          + " frames in which the tracker finds the result's face. Trackers put landmarks elsewhere"
          + " than the head model has them: a perfect result has errors above 0."),
  PLACES(
      "Landmarks and pose",
      "Only by the driver's camera, on all frames in which the tracker finds both faces. In"
          + " cross-reenactments they include the difference of the two faces' shapes."),
  FACES(
      "Identity and expression",
      "On the sampled frames in which the tracker finds the result's face. Networks see upright"
          + " faces on white."),
  VIEWS(
      "Agreement of views",
      "On the Gaussians of the result's middle frame, which are kept unless the generator ends in a"
          + " network of pictures or has more than 65,536: drawn on white at 256 px from the front and"
          + " with the camera 20 degrees (specks: 30) to the left and to the right, where the tracker"
          + " finds the face. No driver takes part."),
  GROUP(
      "Groups of results",
      "Over the sampled frames of all results of a row of the table that `evaluate --output` prints,"
          + " with the number of frames beside it: it depends on that, so compare equal numbers only."
          + " Frames are rows of the table features; no render has a value by itself."),
  MOVEMENT(
      "Movement over time",
      "The result's movement against the driver's, over all frames; by the second reader over one in"
          + " three."),
  DETECTION("Tracking", "Over all frames in which the driver's face is usable.");

  private final String heading;
  private final String text;

  Needs(String heading, String text) {
    this.heading = heading;
    this.text = text;
  }

  /** What metrics of this kind look at, for people. */
  public String heading() {
    return heading;
  }

  /** When there is a value, in sentences. */
  public String text() {
    return text;
  }
}
