package io.reenact.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.inversion.PersonResult;
import io.reenact.render.DriverMotions;
import io.reenact.runner.UnitContext;
import io.reenact.table.Table;
import io.reenact.unit.UnitReader;
import io.reenact.unit.UnitStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tracks and latents of earlier stages, as the engines take them. */
public final class StoredRows {
  private final UnitReader reader;

  public StoredRows(UnitContext unit) throws IOException {
    reader = new UnitReader(new UnitStore(unit.workspace(), unit.hadoop()));
  }

  /** All frames of the clip that a unit of the stage track tracked, in presentation order. */
  public List<FrameTrack> track(String unit) throws IOException {
    List<FrameTrack> frames = new ArrayList<>();
    for (JsonNode r : reader.rows(unit, Table.TRACKS)) {
      frames.add(
          new FrameTrack(
              r.get("frame").asInt(),
              r.get("pts_us").asLong(),
              r.path("shot").asInt(),
              r.path("usable").asBoolean(),
              r.path("reason").isNull() ? null : r.path("reason").asText(),
              floats(r.path("landmarks")),
              floats(r.path("camera")),
              floats(r.path("crop")),
              (float) r.path("roll").asDouble(),
              (float) r.path("mouth").asDouble(),
              (float) r.path("left_eye").asDouble(),
              (float) r.path("right_eye").asDouble()));
    }
    frames.sort(Comparator.comparingInt(FrameTrack::frame));
    return frames;
  }

  /** The key frames of one clip in the cohort that a unit of the stage invert inverted. */
  public List<DriverMotions.KeyFrame> keyFrames(String unit, String identity, String clip)
      throws IOException {
    List<DriverMotions.KeyFrame> keys = new ArrayList<>();
    for (JsonNode r : reader.rows(unit, Table.LATENTS)) {
      if (r.get("identity").asText().equals(identity) && r.get("clip").asText().equals(clip)) {
        keys.add(
            new DriverMotions.KeyFrame(
                r.get("pts_us").asLong(), floats(r.get("offset")), floats(r.path("camera"))));
      }
    }
    if (keys.isEmpty()) {
      throw new UserError(
          identity + "/" + clip + " has no latents in its cohort; run invert again");
    }
    keys.sort(Comparator.comparingLong(DriverMotions.KeyFrame::ptsUs));
    return keys;
  }

  /** A person's anchor in a cohort. */
  public float[] anchor(String unit, String identity) throws IOException {
    for (JsonNode r : reader.rows(unit, Table.PERSONS)) {
      if (r.get("identity").asText().equals(identity)) {
        return floats(r.get("anchor"));
      }
    }
    throw new UserError(identity + " has no anchor in its cohort; run invert again");
  }

  /** A person's whole result in a cohort, to be reproduced as it is. */
  public PersonResult person(String unit, String identity) throws IOException {
    Map<String, List<PersonResult.KeyFrame>> clips = new TreeMap<>();
    for (JsonNode r : reader.rows(unit, Table.LATENTS)) {
      if (r.get("identity").asText().equals(identity)) {
        clips
            .computeIfAbsent(r.get("clip").asText(), c -> new ArrayList<>())
            .add(
                new PersonResult.KeyFrame(
                    r.get("frame").asInt(),
                    r.get("pts_us").asLong(),
                    floats(r.get("offset")),
                    floats(r.get("motion")),
                    floats(r.get("camera")),
                    0,
                    r.path("psnr").asDouble()));
      }
    }
    List<PersonResult.ClipResult> results = new ArrayList<>();
    clips.forEach(
        (clip, keys) -> {
          keys.sort(Comparator.comparingLong(PersonResult.KeyFrame::ptsUs));
          results.add(new PersonResult.ClipResult(clip, keys));
        });
    return new PersonResult(identity, anchor(unit, identity), results);
  }

  private static float[] floats(JsonNode array) {
    if (array == null || !array.isArray()) {
      return null;
    }
    float[] v = new float[array.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) array.get(i).asDouble();
    }
    return v;
  }
}
