package io.reenact.render;

/**
 * Where a render's time went.
 *
 * @param frames rendered
 * @param generatorSeconds in the synthesis network
 * @param rasterizerSeconds in the rasterizer
 * @param sinkSeconds in the sink (encoding); beside the rest where the renderer has several threads
 * @param seconds wall time
 */
public record RenderStats(
    int frames,
    double generatorSeconds,
    double rasterizerSeconds,
    double sinkSeconds,
    double seconds) {}
