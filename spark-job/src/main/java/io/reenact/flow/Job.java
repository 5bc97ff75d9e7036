package io.reenact.flow;

import io.reenact.stage.reenact.RenderRequest;

/**
 * What a command asks of the stages.
 *
 * @param corpus folder or manifest of clips; null where none is indexed
 * @param request who is rendered by whom
 * @param videos table of videos that other systems made; null if there is none
 */
public record Job(String corpus, RenderRequest request, String videos) {
  /** Clips and renders of our own. */
  public Job(String corpus, RenderRequest request) {
    this(corpus, request, null);
  }

  /**
   * Videos of other systems, and their clips.
   *
   * @param corpus of clips that are not in the workspace yet; null if all are
   * @param videos a user's table
   */
  public static Job others(String corpus, String videos) {
    return new Job(corpus, new RenderRequest.Preset(), videos);
  }

  /** Clips, and renders by the setting {@code reenact.pairs}. */
  public static Job of(String corpus) {
    return new Job(corpus, new RenderRequest.Preset());
  }

  /** Renders of what was inverted. */
  public static Job of(RenderRequest request) {
    return new Job(null, request);
  }

  /** Nothing but what is in the workspace. */
  public static Job none() {
    return of(new RenderRequest.Preset());
  }
}
