package io.reenact.metric;

import io.reenact.maths.Vectors;
import io.reenact.metric.MetricDefinition.Shown;
import java.util.List;
import java.util.Locale;

/**
 * Everything that is measured of a result. A constant says all that there is to say of its metric:
 * evaluation measures it, the report shows it and docs/reference/metrics.md explains it by nothing
 * else. The order is the report's.
 */
public enum Metric {
  PSNR(
      new Shown("PSNR", "dB", Better.HIGHER, 2),
      "peak signal-to-noise ratio, 10 log10(1 / MSE), of channels from 0 to 1; at most 100",
      "",
      Against.TRUTH,
      MetricDefinition.ALL,
      new Measure.OfPictures(Judge.NONE, PicturePair::psnr)),
  SSIM(
      new Shown("SSIM", "", Better.HIGHER, 3),
      "structural similarity with Gaussian windows of 11 px (sigma 1.5), mean of the channels; the"
          + " mean of its map in the region. Windows that reach over the edge are cut off there",
      "Wang et al. 2004, equation 13",
      Against.TRUTH,
      MetricDefinition.ALL,
      new Measure.OfPictures(Judge.NONE, PicturePair::ssim)),
  L1(
      new Shown("L1", "", Better.LOWER, 4),
      "mean absolute difference of channels from 0 to 1",
      "",
      Against.TRUTH,
      MetricDefinition.ALL,
      new Measure.OfPictures(Judge.NONE, PicturePair::l1)),
  PERCEPTUAL(
      new Shown("perceptual distance", "", Better.LOWER, 3),
      "distance by the perceptual network (bundled, or `networks.perceptual`) of the face's crop at"
          + " 192 px; it is LPIPS only if you bring LPIPS",
      "Zhang et al. 2018, equation 1, without learnt weights where the network is the bundled one",
      Against.TRUTH,
      MetricDefinition.FACE,
      new Measure.OfPictures(Judge.PERCEPTUAL, (pair, mask) -> pair.perceptual())),
  FLICKER(
      new Shown("flicker", "", Better.LOWER, 4),
      "mean absolute difference of the second differences of colours (channels from 0 to 1) over"
          + " three frames in a row, result against truth",
      "ours",
      Against.TRUTH,
      MetricDefinition.FACE,
      new Measure.OfPictureSteps(PictureSteps::flicker)),
  CSIM(
      new Shown("identity cosine", "", Better.HIGHER, 3),
      "cosine of the result's identity embedding and the mean embedding of the source's frames, by"
          + " the identity network (bundled, or `networks.identity`)",
      "Zakharov et al. 2019",
      Against.SOURCE,
      MetricDefinition.FACE,
      new Measure.OfFaces(Judge.IDENTITY, f -> Vectors.cosine(f.source(), f.identity()))),
  SECOND_IDENTITY(
      new Shown("identity distance, second network", "", Better.LOWER, 3),
      "Euclidean distance of the result's embedding, of one frame in eight, and the mean embedding of"
          + " some of the source's, by a network of identity that is in no loss (dlib's, bundled). dlib calls faces nearer than"
          + " 0.6 the same person's",
      "King 2017 (dlib's face recognition)",
      Against.SOURCE,
      MetricDefinition.FACE,
      new Measure.OfFaces(
          Judge.SECOND_IDENTITY, f -> Vectors.distance(f.secondSource(), f.secondIdentity()))),
  NME(
      new Shown("NME", "%", Better.LOWER, 2),
      "mean distance of the 68 landmarks over the square root of the area of the box around the"
          + " driver's, in percent",
      "Bulat and Tzimiropoulos 2017",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaces(Judge.LANDMARKS, p -> 100 * LandmarkErrors.byBox(p.truth(), p.found()))),
  NME_1000(
      new Shown("NME x 1000", "", Better.LOWER, 1),
      "as `nme`, times 1000 instead of in percent",
      "Bounareli et al. 2022",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaces(
          Judge.LANDMARKS, p -> 1000 * LandmarkErrors.byBox(p.truth(), p.found()))),
  AKD(
      new Shown("AKD", "px at 256", Better.LOWER, 2),
      "mean distance of the 68 landmarks in a picture of 256 px",
      "Siarohin et al. 2019 (Monkey-Net)",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaces(
          Judge.LANDMARKS, p -> LandmarkErrors.akd(p.truth(), p.found(), p.size()))),
  NAKD(
      new Shown("NAKD", "", Better.LOWER, 4),
      "as `nme`, as a share: AKD by the size of the face's box",
      "Tran et al. 2024 (VOODOO 3D), who take the normaliser of Bulat and Tzimiropoulos 2017",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaces(Judge.LANDMARKS, p -> LandmarkErrors.byBox(p.truth(), p.found()))),
  AKD_EYES(
      new Shown("AKD by eyes", "eye distances", Better.LOWER, 3),
      "mean distance of the 68 landmarks over the distance between the driver's eyes",
      "ours",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaces(Judge.LANDMARKS, p -> LandmarkErrors.byEyes(p.truth(), p.found()))),
  APD(
      new Shown("pose distance", "degrees", Better.LOWER, 2),
      "mean absolute difference of yaw, pitch and roll",
      "Ren et al. 2021 (PIRenderer)",
      Against.DRIVER,
      MetricDefinition.HEAD,
      new Measure.OfPlaces(Judge.NONE, p -> FaceMetrics.apd(p.trueAngles(), p.foundAngles()))),
  POSE_JITTER(
      new Shown("pose jitter", "degrees", Better.LOWER, 3),
      "mean absolute difference of the second differences of yaw, pitch and roll over three frames"
          + " in a row, result against driver",
      "ours",
      Against.DRIVER,
      MetricDefinition.HEAD,
      new Measure.OfPlaceSteps(Judge.NONE, PlaceSteps::poseJitter)),
  LANDMARK_JITTER(
      new Shown("landmark jitter", "% of eye distance", Better.LOWER, 3),
      "mean length of the difference of the second differences of the 68 landmarks over three frames"
          + " in a row, result against driver",
      "ours",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfPlaceSteps(Judge.LANDMARKS, PlaceSteps::landmarkJitter)),
  AED(
      new Shown("AED", "", Better.LOWER, 5),
      "mean absolute difference of expression features, by the expression network (bundled, or"
          + " `networks.expression`). Papers take coefficients of a 3D face model: compare with them"
          + " only where the network gives these",
      "Ren et al. 2021 (PIRenderer)",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfFaces(Judge.EXPRESSION, f -> FaceMetrics.aed(f.shown(), f.expression()))),
  EXPRESSION_DISTANCE(
      new Shown("expression distance", "", Better.LOWER, 3),
      "Euclidean distance of expression features, by the expression network (bundled, or"
          + " `networks.expression`)",
      "ours: what the losses compare, without their emphasis",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfFaces(Judge.EXPRESSION, f -> Vectors.distance(f.shown(), f.expression()))),
  ECMD(
      new Shown("expression on one head", "% of eye distance", Better.LOWER, 2),
      "one head at rest, moved once by the driver's expression and once by the result's: mean distance"
          + " in space of its 68 landmarks. An expression is what moved from the face at rest, the"
          + " driver's or the source's, by the bundled landmarks without head pose (rest: the mean of"
          + " the quarter of the compared frames with the least open mouth, among the half with the"
          + " widest open eyes). VOODOO 3D's ECMD measures FLAME meshes fitted by EMOCA: its figures"
          + " can't be compared",
      "after Tran et al. 2024 (VOODOO 3D)",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfFaces(Judge.NONE, f -> 100 * Expressions.distance(f.moves(), f.moved()))),
  IDENTITY_DRIFT(
      new Shown("identity drift", "", Better.LOWER, 3),
      "1 minus the cosine of the result's mean identity embeddings over the first and the last third"
          + " of the compared frames, by the identity network",
      "ours",
      Against.NOTHING,
      MetricDefinition.FACE,
      new Measure.OfRun(Judge.IDENTITY, FaceMetrics::identityDrift)),
  VIEW_IDENTITY(
      new Shown("identity over views", "", Better.HIGHER, 3),
      "cosine of the identity embeddings of one frame's head seen from the front and from 20 degrees"
          + " to a side, mean of both sides, by the identity network",
      "ours, after the view consistency of EG3D (Chan et al. 2022), which compares two views by ArcFace",
      Against.NOTHING,
      MetricDefinition.HEAD,
      new Measure.OfViews(Judge.IDENTITY, v -> Vectors.cosine(v.front(), v.side()))),
  VIEW_YAW(
      new Shown("turn over views", "degrees", Better.LOWER, 2),
      "one frame's head seen from the front and from 20 degrees to a side: absolute difference of the"
          + " turn that the tracker finds between the two and of 20 degrees, mean of both sides. The"
          + " tracker's own error is in it",
      "ours",
      Against.NOTHING,
      MetricDefinition.HEAD,
      new Measure.OfViews(Judge.NONE, ViewPair::turnError)),
  SPECKS(
      new Shown("specks", "", Better.LOWER, 2),
      "spots of 2 to 50 px in one frame's head seen from 30 degrees to a side at 256 px, mean of both"
          + " sides: in the face, without eyes, brows, mouth and nostrils, pixels that differ in a"
          + " channel by more than 12 of 255 from the median of the 11 x 11 px around them and, on"
          + " average, from that of a ring 2 to 3 px outside, 85% of which is within 0.6 of that;"
          + " holes in the head; and what hangs beside it. What shines through is magenta. Small moles"
          + " count",
      "ours",
      Against.NOTHING,
      MetricDefinition.HEAD,
      new Measure.OfSides(Specks::count)),
  FRECHET(
      new Shown("Frechet distance", "", Better.LOWER, 3),
      "squared Frechet distance of the Gaussians of the results' and the drivers' features, |m1 - m2|^2"
          + " + tr(C1 + C2 - 2 (C1 C2)^(1/2)), by the identity network; variances raised by a millionth"
          + " of their mean. It is FID only with Inception's features, which the bundled network does"
          + " not have",
      "Heusel et al. 2017, equation 6",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfGroup(Judge.IDENTITY, FeatureMoments::frechet)),
  CSIM_TO_DRIVER(
      new Shown("identity cosine to driver", "", Better.NEITHER, 3),
      "as `csim`, with the driver's frames: how much of the driver's identity came along",
      "ours",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfFaces(Judge.IDENTITY, f -> Vectors.cosine(f.driver(), f.identity()))),
  SECOND_IDENTITY_TO_DRIVER(
      new Shown("identity distance to driver, second network", "", Better.NEITHER, 3),
      "as `second_identity`, to some of the driver's frames: whoever is nearer is whom the result"
          + " looks like",
      "ours",
      Against.DRIVER,
      MetricDefinition.FACE,
      new Measure.OfFaces(
          Judge.SECOND_IDENTITY, f -> Vectors.distance(f.secondDriver(), f.secondIdentity()))),
  MOUTH_CORRELATION(
      MetricDefinition.correlation("mouth", "opening of the mouth", FaceState::mouth)),
  MOUTH_GAIN(MetricDefinition.gain("mouth", "opening of the mouth", FaceState::mouth)),
  MOUTH_LAG(MetricDefinition.lag("mouth", "opening of the mouth", FaceState::mouth)),
  LEFT_EYE_CORRELATION(
      MetricDefinition.correlation("left eye", "opening of the left eye", FaceState::leftEye)),
  LEFT_EYE_GAIN(MetricDefinition.gain("left eye", "opening of the left eye", FaceState::leftEye)),
  LEFT_EYE_LAG(MetricDefinition.lag("left eye", "opening of the left eye", FaceState::leftEye)),
  RIGHT_EYE_CORRELATION(
      MetricDefinition.correlation("right eye", "opening of the right eye", FaceState::rightEye)),
  RIGHT_EYE_GAIN(
      MetricDefinition.gain("right eye", "opening of the right eye", FaceState::rightEye)),
  RIGHT_EYE_LAG(MetricDefinition.lag("right eye", "opening of the right eye", FaceState::rightEye)),
  SMILE_CORRELATION(
      MetricDefinition.correlation("smile", "width of the mouth", MetricDefinition::smile)),
  SMILE_GAIN(MetricDefinition.gain("smile", "width of the mouth", MetricDefinition::smile)),
  SMILE_LAG(MetricDefinition.lag("smile", "width of the mouth", MetricDefinition::smile)),
  BROWS_CORRELATION(
      MetricDefinition.correlation("brows", "height of the brows", MetricDefinition::brows)),
  BROWS_GAIN(MetricDefinition.gain("brows", "height of the brows", MetricDefinition::brows)),
  BROWS_LAG(MetricDefinition.lag("brows", "height of the brows", MetricDefinition::brows)),
  SECOND_MOUTH_CORRELATION(
      MetricDefinition.secondCorrelation("mouth", "opening of the mouth", FaceState::mouth)),
  SECOND_MOUTH_GAIN(MetricDefinition.secondGain("mouth", "opening of the mouth", FaceState::mouth)),
  SECOND_EYES_CORRELATION(
      MetricDefinition.secondCorrelation("eyes", "mean opening of both eyes", FaceState::eyes)),
  SECOND_EYES_GAIN(
      MetricDefinition.secondGain("eyes", "mean opening of both eyes", FaceState::eyes)),
  SECOND_BROWS_CORRELATION(
      MetricDefinition.secondCorrelation("brows", "height of the brows", MetricDefinition::brows)),
  SECOND_BROWS_GAIN(
      MetricDefinition.secondGain("brows", "height of the brows", MetricDefinition::brows)),
  BLINK_LIDS(
      new Shown("lids at the driver's blinks", "share", Better.LOWER, 2),
      "opening between the lids, both eyes' mean, in the compared frames in which the driver's are"
          + " closed (below 0.6 of their median), as a share of the result's median; no value where"
          + " the driver closes them in no compared frame",
      "ours",
      Against.DRIVER,
      MetricDefinition.NONE,
      new Measure.OfRun(Judge.GAZE, Eyes::lidsAtBlinks)),
  GAZE_YAW_CORRELATION(MetricDefinition.gaze("sideways", Eyes::right)),
  GAZE_PITCH_CORRELATION(MetricDefinition.gaze("up and down", Eyes::up)),
  GAZE_ERROR(
      new Shown("gaze error", "degrees", Better.LOWER, 1),
      "mean angle between where the driver's and the result's eyes look, while both are open: the"
          + " distance of their irises' places between the corners, both eyes' mean, at 143 degrees an"
          + " eye's width (an eyeball of 12 mm radius, corners 30 mm apart). In cross-reenactments it"
          + " includes the difference of the two faces' eyes",
      "ours",
      Against.DRIVER,
      MetricDefinition.NONE,
      new Measure.OfRun(Judge.GAZE, Eyes::error)),
  TRUE_NME(
      new Shown("NME to truth", "%", Better.LOWER, 2),
      "mean distance of the result's 68 landmarks from those of the head that it should show, over"
          + " the square root of the area of the box around the latter, in percent",
      "ours, by the normaliser of Bulat and Tzimiropoulos 2017",
      Against.TRUTH,
      MetricDefinition.FACE,
      new Measure.OfTruth(t -> 100 * LandmarkErrors.byBox(t.landmarks(), t.found()))),
  TRUE_EXPRESSION(
      new Shown("coefficients to truth", "", Better.LOWER, 3),
      "mean absolute difference of the head model's expression coefficients, 0 to 1: the driver's"
          + " true ones and those read off the result's 68 landmarks by least squares around the true"
          + " head, pose and camera; only for corpora of a head model",
      "ours",
      Against.TRUTH,
      MetricDefinition.FACE,
      new Measure.OfTruth(TruePair::coefficients)),
  FACE_FOUND(
      new Shown("face found", "share", Better.HIGHER, 2),
      "share of the frames in which the tracker finds a face",
      "",
      Against.NOTHING,
      MetricDefinition.NONE,
      new Measure.OfDetection(found -> found ? 1 : 0));

  private final MetricDefinition definition;

  Metric(MetricDefinition definition) {
    this.definition = definition;
  }

  Metric(
      Shown shown,
      String formula,
      String source,
      Against against,
      List<Region> regions,
      Measure measure) {
    this(new MetricDefinition(shown, formula, source, against, regions, measure));
  }

  /** Its name in tables: lower case with underscores. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name for people, without the unit. */
  public String label() {
    return definition.shown().label();
  }

  /** Unit of its values; empty if it has none. */
  public String unit() {
    return definition.shown().unit();
  }

  /** Which way it is better. */
  public Better better() {
    return definition.shown().better();
  }

  /** Digits after the point that people should see. */
  public int digits() {
    return definition.shown().digits();
  }

  /** What it is, in words or as a formula. */
  public String formula() {
    return definition.formula();
  }

  /** Where the formula is from; empty where it is common knowledge. */
  public String source() {
    return definition.source();
  }

  /** What the result is compared with. */
  public Against against() {
    return definition.against();
  }

  /** The regions that it is measured in. */
  public List<Region> regions() {
    return definition.regions();
  }

  /** How its number is made. */
  public Measure measure() {
    return definition.measure();
  }
}
