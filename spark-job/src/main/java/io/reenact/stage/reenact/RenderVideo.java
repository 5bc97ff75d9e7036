package io.reenact.stage.reenact;

/** The videos of a render, each kind in a folder of its own under {@code files/}. */
public enum RenderVideo {
  /** The reenactment itself. */
  RESULT("videos"),
  /** The result pasted into the driver's frames. */
  PASTED("pasted"),
  /** Source, driver and result side by side. */
  COMPARISON("comparisons");

  private final String folder;

  RenderVideo(String folder) {
    this.folder = folder;
  }

  /** The folder of whole renders. */
  public String folder() {
    return folder;
  }

  /** The folder of pieces, until they are joined. */
  public String piecesFolder() {
    return folder + "_pieces";
  }
}
