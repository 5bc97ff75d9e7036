package io.reenact.video;

/**
 * What a video is.
 *
 * @param width pixels as displayed: after rotation, pixels made square
 * @param height pixels as displayed
 * @param rotation clockwise degrees by which the stored pixels are turned for display: 0, 90, 180
 *     or 270
 * @param fps frames a second, on average
 * @param durationUs from the first frame's start to the last frame's end, in microseconds
 * @param codec FFmpeg's name of the video codec, such as {@code h264}
 * @param container FFmpeg's name of the file format, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param audio whether there is a sound track
 * @param frames counted from the packets; a damaged file can yield fewer
 * @param variableFrameRate whether the distances between frames differ by more than rounding
 */
public record VideoInfo(
    int width,
    int height,
    int rotation,
    double fps,
    long durationUs,
    String codec,
    String container,
    boolean audio,
    long frames,
    boolean variableFrameRate) {}
