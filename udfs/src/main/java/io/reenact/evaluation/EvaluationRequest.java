package io.reenact.evaluation;

import io.reenact.video.MediaSource;

/**
 * One result to be measured.
 *
 * @param item what its rows are about: the render's id
 * @param result the rendered video, square, one frame for each of the driver's
 * @param driver the driver's clip
 * @param source a clip of the source
 * @param self whether source and driver are one clip without edits, so that the driver's frames are
 *     the truth
 * @param driverCamera whether it was rendered from the driver's camera, so that places and poses
 *     can be compared
 * @param samples the most frames on which pictures and networks are compared
 */
public record EvaluationRequest(
    String item,
    MediaSource result,
    EvaluatedClip driver,
    EvaluatedClip source,
    boolean self,
    boolean driverCamera,
    int samples) {}
