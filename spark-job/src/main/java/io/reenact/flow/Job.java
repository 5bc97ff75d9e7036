package io.reenact.flow;

import io.reenact.stage.reenact.RenderRequest;

/**
 * What a command asks of the stages.
 *
 * @param corpus folder or manifest of clips; null where none is indexed
 * @param request who is rendered by whom
 */
public record Job(String corpus, RenderRequest request) {
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
