package io.reenact.metric;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * How a metric makes its number, and of what. NaN where there is none; a render's value is the mean
 * of its frames' but for {@link OfMovement} and {@link OfRun}, which look at all of them together.
 */
public sealed interface Measure {
  /** What must be there for it. */
  Needs needs();

  /** Whose judgement it is. */
  default Judge judge() {
    return Judge.NONE;
  }

  /**
   * Of a frame's picture and its truth, within a mask {@code [size, size]} of weights 0 to 1.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfPictures(Judge judge, ToDoubleBiFunction<PicturePair, float[]> value)
      implements Measure {
    @Override
    public Needs needs() {
      return Needs.PICTURES;
    }
  }

  /**
   * Of the pictures of three frames in a row and their truths, within a mask as above.
   *
   * @param value the number
   */
  record OfPictureSteps(ToDoubleBiFunction<PictureSteps, float[]> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.PICTURES;
    }
  }

  /**
   * Of what networks read in all compared frames, in their order.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfRun(Judge judge, ToDoubleFunction<List<FacePair>> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.FACES;
    }
  }

  /**
   * Of what networks read in a frame.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfFaces(Judge judge, ToDoubleFunction<FacePair> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.FACES;
    }
  }

  /**
   * Of where the face is in a frame.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfPlaces(Judge judge, ToDoubleFunction<PlacePair> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.PLACES;
    }
  }

  /**
   * Of where the face is in three frames in a row.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfPlaceSteps(Judge judge, ToDoubleFunction<PlaceSteps> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.PLACES;
    }
  }

  /**
   * Of the truth about a frame, where there is one.
   *
   * @param value the number
   */
  record OfTruth(ToDoubleFunction<TruePair> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.TRUTH;
    }
  }

  /**
   * Of how something in the face moves over time.
   *
   * @param judge who reads the landmarks
   * @param moving what moves, as a number for each frame
   * @param value the number, from the driver's numbers and the result's, NaN where a face is not
   *     known
   */
  record OfMovement(
      Judge judge, ToDoubleFunction<FaceState> moving, ToDoubleBiFunction<double[], double[]> value)
      implements Measure {
    @Override
    public Needs needs() {
      return Needs.MOVEMENT;
    }
  }

  /**
   * Of one head seen from the front and from a side.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfViews(Judge judge, ToDoubleFunction<ViewPair> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.VIEWS;
    }
  }

  /**
   * Of one head seen from a side.
   *
   * @param value the number
   */
  record OfSides(ToDoubleFunction<SideView> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.VIEWS;
    }
  }

  /**
   * Of what networks read in all compared frames of a group of results: results' features against
   * those of the drivers' frames that they answer. No render has one by itself.
   *
   * @param judge whose judgement it is
   * @param value the number
   */
  record OfGroup(Judge judge, ToDoubleBiFunction<FeatureMoments, FeatureMoments> value)
      implements Measure {
    @Override
    public Needs needs() {
      return Needs.GROUP;
    }
  }

  /**
   * Of whether the tracker finds a face in the result's frame.
   *
   * @param value the number
   */
  record OfDetection(ToDoubleFunction<Boolean> value) implements Measure {
    @Override
    public Needs needs() {
      return Needs.DETECTION;
    }
  }
}
