package io.reenact.inversion;

import io.reenact.maths.Vectors;
import io.reenact.nn.face.IdentityNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Tells clips that lie under a wrong identity: whose face is nobody's of the other clips. They are
 * inverted all the same, since only people can tell; but the looks of two are mixed then, so it is
 * said.
 */
final class ClipPeople {
  /** Faces of different people were no more alike, {@link IdentityNetwork}. */
  static final double MOST_OF_OTHERS = 0.34;

  private static final int FRAMES = 3;

  private ClipPeople() {}

  /**
   * A line for each clip that shows somebody else than most frames of the person's clips.
   *
   * @param embedding of the face in a frame
   */
  static List<String> notes(PersonInput person, Function<TargetFrame, float[]> embedding) {
    List<ClipInput> clips = person.clips();
    if (clips.size() < 2) {
      return List.of();
    }
    List<float[]> faces = clips.stream().map(c -> face(c, embedding)).toList();
    int main = main(clips, faces);
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      if (Vectors.cosine(faces.get(main), faces.get(i)) < MOST_OF_OTHERS) {
        notes.add(
            person.identity()
                + "/"
                + clips.get(i).clip()
                + " shows somebody else than "
                + person.identity()
                + "/"
                + clips.get(main).clip()
                + ": give it an identity of its own, or leave it out");
      }
    }
    return notes;
  }

  /** The clip whose person is seen in most frames; of equal ones the first. */
  private static int main(List<ClipInput> clips, List<float[]> faces) {
    int best = 0;
    int most = -1;
    for (int i = 0; i < clips.size(); i++) {
      int frames = 0;
      for (int k = 0; k < clips.size(); k++) {
        boolean alike = Vectors.cosine(faces.get(i), faces.get(k)) >= MOST_OF_OTHERS;
        frames += alike ? clips.get(k).frames().size() : 0;
      }
      if (frames > most) {
        most = frames;
        best = i;
      }
    }
    return best;
  }

  private static float[] face(ClipInput clip, Function<TargetFrame, float[]> embedding) {
    int count = Math.min(FRAMES, clip.frames().size());
    List<float[]> all = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      all.add(embedding.apply(clip.frames().get((2 * k + 1) * clip.frames().size() / (2 * count))));
    }
    return Vectors.unit(Vectors.mean(all));
  }
}
