package io.reenact.fit;

import static io.reenact.row.Columns.col;
import static io.reenact.row.Columns.name;
import static io.reenact.row.Columns.names;

import io.reenact.encoder.Encoded;
import io.reenact.encoder.EncoderSample;
import io.reenact.encoder.FaceEncoder;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.inversion.FramePicture;
import io.reenact.inversion.Strategy;
import io.reenact.inversion.TargetFrame;
import io.reenact.inversion.TargetLoader;
import io.reenact.plan.Clip;
import io.reenact.row.ClipRow;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.row.RowCodec;
import io.reenact.row.TrackRow;
import io.reenact.stage.Sources;
import io.reenact.table.Table;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.video.VideoReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Key frames of a workspace's optimised people, with the latents that inversion found: what an
 * encoder can learn of photographs (VOODOO 3D's step on real data). What an encoder has found by
 * itself teaches it nothing and is left out.
 */
final class InvertedPictures {
  /** One person of so many, the last of each row of them, is only tried. */
  private static final int TRIED = 5;

  private static final Comparator<List<String>> BY_NAME =
      Comparator.<List<String>, String>comparing(k -> k.get(0)).thenComparing(k -> k.get(1));

  private InvertedPictures() {}

  /**
   * Key frames of a clip.
   *
   * @param clip where its video is
   * @param tracks of the frames, in order
   * @param truths what each shows
   */
  record Part(Clip clip, List<FrameTrack> tracks, List<Encoded> truths) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Why the video can't be opened any more; null if it can. */
    String missing(Configuration hadoop) {
      try (VideoReader video = VideoReader.open(Sources.of(clip), hadoop)) {
        return null;
      } catch (UnusableStore e) {
        // The clip may well be there.
        throw e;
      } catch (UserError e) {
        return e.getMessage();
      }
    }

    /** The pictures; a frame that can't be decoded any more is left out. */
    Stream<EncoderSample> pictures(Configuration hadoop) {
      Map<Integer, Encoded> by = new HashMap<>();
      for (int i = 0; i < tracks.size(); i++) {
        by.put(tracks.get(i).frame(), truths.get(i));
      }
      List<TargetFrame> frames;
      try (TargetLoader loader = new TargetLoader(FaceEncoder.SIZE);
          VideoReader video = VideoReader.open(Sources.of(clip), hadoop)) {
        frames = loader.load(video, tracks);
      }
      return frames.stream().map(f -> FramePicture.of(f, by.get(f.frame())));
    }
  }

  /**
   * What there is to learn from and to try.
   *
   * @param learnt parts to learn from
   * @param tried parts of other people; empty where there are fewer than five
   * @param people how many are learnt from
   */
  record Found(List<Part> learnt, List<Part> tried, int people) {
    /** Pictures to learn from. */
    int pictures() {
      return learnt.stream().mapToInt(p -> p.tracks().size()).sum();
    }

    /**
     * Without the clips whose video has gone since their person was inverted.
     *
     * @param why asks of parts, in their order, why each can't be opened; null of one that can
     * @param told hears a line for each that is left out
     * @throws UserError if nothing is left to learn from
     */
    Found present(Function<List<Part>, List<String>> why, Consumer<String> told) {
      List<Part> left = present(learnt, why, told);
      if (left.isEmpty() && !learnt.isEmpty()) {
        throw new UserError(
            "none of the "
                + learnt.size()
                + " clips that the encoder would learn from can be opened any more");
      }
      return new Found(
          left,
          present(tried, why, told),
          (int) left.stream().map(p -> p.clip().identity()).distinct().count());
    }

    private static List<Part> present(
        List<Part> parts, Function<List<Part>, List<String>> why, Consumer<String> told) {
      List<String> reasons = why.apply(parts);
      List<Part> left = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        if (reasons.get(i) == null) {
          left.add(parts.get(i));
        } else {
          told.accept(
              "encoder: " + parts.get(i).clip().label() + " is left out: " + reasons.get(i));
        }
      }
      return left;
    }
  }

  /**
   * Looks them up.
   *
   * @param generator id of the bundle that the encoder is for
   * @param most pictures to learn from
   * @throws UserError if there are none
   */
  static Found of(SparkSession spark, Workspace workspace, String generator, int most) {
    Map<String, PersonRow> people = new TreeMap<>();
    for (PersonRow p :
        RowCodec.of(PersonRow.class).list(Tables.orEmpty(spark, workspace, Table.PERSONS))) {
      boolean optimised =
          p.strategy() == null
              || p.strategy().equals(Strategy.OPTIMISE.toString())
              || p.strategy().equals(Strategy.ENCODE_OPTIMISE.toString());
      if (optimised && p.generator().equals(generator)) {
        // Who is in several cohorts has the latents of the longest tuning.
        people.merge(p.identity(), p, InvertedPictures::longer);
      }
    }
    if (people.isEmpty()) {
      throw new UserError(
          "workspace "
              + workspace.root()
              + " has nobody whom "
              + Strategy.OPTIMISE
              + " or "
              + Strategy.ENCODE_OPTIMISE
              + " has inverted with generator "
              + generator
              + ": an encoder has nothing to learn there; run invert with inversion.strategy="
              + Strategy.OPTIMISE
              + " first");
    }
    List<PersonRow> learnt = new ArrayList<>();
    List<PersonRow> tried = new ArrayList<>();
    for (PersonRow p : people.values()) {
      ((learnt.size() + tried.size()) % TRIED == TRIED - 1 ? tried : learnt).add(p);
    }
    return new Found(
        parts(spark, workspace, learnt, most),
        parts(spark, workspace, tried, most / TRIED),
        learnt.size());
  }

  private static PersonRow longer(PersonRow a, PersonRow b) {
    Comparator<PersonRow> steps = Comparator.comparingInt(p -> p.steps() == null ? 0 : p.steps());
    return steps.thenComparing(PersonRow::cohort).compare(a, b) >= 0 ? a : b;
  }

  /** Up to so many key frames of some people, drawn by a hash: always the same ones. */
  private static List<Part> parts(
      SparkSession spark, Workspace workspace, List<PersonRow> people, int most) {
    if (people.isEmpty() || most == 0) {
      return List.of();
    }
    StructType named =
        new StructType()
            .add(name(LatentRow::cohort), DataTypes.StringType)
            .add(name(LatentRow::identity), DataTypes.StringType);
    Dataset<Row> who =
        spark.createDataFrame(
            people.stream().map(p -> RowFactory.create(p.cohort(), p.identity())).toList(), named);
    String[] frame = names(LatentRow::identity, LatentRow::clip, LatentRow::frame);
    Dataset<Row> latents =
        Tables.orEmpty(spark, workspace, Table.LATENTS)
            .join(functions.broadcast(who), named.fieldNames(), "left_semi")
            .where(functions.coalesce(col(LatentRow::given), functions.lit(true)));
    Dataset<Row> tracks =
        Tables.orEmpty(spark, workspace, Table.TRACKS).where(col(TrackRow::usable));
    Dataset<Row> clips =
        Tables.orEmpty(spark, workspace, Table.CLIPS)
            .where(col(ClipRow::status).equalTo(ClipRow.OK));
    Column[] at = Stream.of(frame).map(functions::col).toArray(Column[]::new);
    Dataset<Row> found =
        latents
            .join(tracks, frame, "left_semi")
            .join(clips, names(ClipRow::identity, ClipRow::clip), "left_semi")
            .select(at)
            .orderBy(
                Stream.concat(Stream.of(functions.xxhash64(at)), Stream.of(at))
                    .toArray(Column[]::new))
            .limit(most);
    // Few and small: what follows looks them up instead of finding them again.
    Dataset<Row> chosen =
        functions.broadcast(spark.createDataFrame(found.collectAsList(), found.schema()));
    Map<List<String>, Clip> videos = new HashMap<>();
    RowCodec.of(ClipRow.class)
        .list(clips.join(chosen, names(ClipRow::identity, ClipRow::clip), "left_semi"))
        .forEach(c -> videos.put(List.of(c.identity(), c.clip()), Clip.of(c)));
    Map<List<String>, Map<Integer, LatentRow>> keys = new TreeMap<>(BY_NAME);
    RowCodec.of(LatentRow.class)
        .list(latents.join(chosen, frame, "left_semi"))
        .forEach(
            l ->
                keys.computeIfAbsent(List.of(l.identity(), l.clip()), c -> new TreeMap<>())
                    .put(l.frame(), l));
    Map<List<String>, Map<Integer, FrameTrack>> seen = new HashMap<>();
    RowCodec.of(TrackRow.class)
        .list(tracks.join(chosen, frame, "left_semi"))
        .forEach(
            t ->
                seen.computeIfAbsent(List.of(t.identity(), t.clip()), c -> new TreeMap<>())
                    .put(t.frame(), t.track()));
    Map<String, float[]> anchors = new HashMap<>();
    people.forEach(p -> anchors.put(p.identity(), p.anchor()));
    List<Part> parts = new ArrayList<>();
    keys.forEach(
        (clip, latent) -> {
          float[] anchor = anchors.get(clip.get(0));
          parts.add(
              new Part(
                  videos.get(clip),
                  List.copyOf(seen.get(clip).values()),
                  latent.values().stream()
                      .map(l -> new Encoded(anchor, l.offset(), l.motion(), 1))
                      .toList()));
        });
    return parts;
  }
}
