package io.reenact.stage.reenact;

import io.reenact.paste.Backdrop;

/** The videos of a render, each kind in a folder of its own under {@code files/}. */
public enum RenderVideo {
  /** The reenactment itself. */
  RESULT("videos"),
  /** The result pasted into the driver's frames. */
  PASTED("pasted"),
  /** Source, driver and result side by side. */
  COMPARISON("comparisons"),
  /** The head alone, with an alpha channel. */
  CUTOUT("cutouts");

  private final String folder;

  RenderVideo(String folder) {
    this.folder = folder;
  }

  /** The folder of whole renders. */
  public String folder() {
    return folder;
  }

  /** The ending of such a video's name: .mov where it has an alpha channel. */
  public String extension(ReenactSettings how) {
    boolean alpha =
        this == CUTOUT || (this == PASTED && Backdrop.of(how.background()).transparent());
    return alpha ? "mov" : "mp4";
  }

  /** The folder of pieces, until they are joined. */
  public String piecesFolder() {
    return folder + "_pieces";
  }
}
