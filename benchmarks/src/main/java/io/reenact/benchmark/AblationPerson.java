package io.reenact.benchmark;

import io.reenact.face.FrameTrack;
import io.reenact.inversion.TargetFrame;
import io.reenact.video.MediaSource;
import java.util.List;

/**
 * A person of an ablation.
 *
 * @param name identity
 * @param number in the synthetic corpus, -1 for a real person
 * @param video the only clip
 * @param track of all its frames
 * @param frames usable frames as targets, at the size of the inversion
 */
record AblationPerson(
    String name, int number, MediaSource video, List<FrameTrack> track, List<TargetFrame> frames) {}
