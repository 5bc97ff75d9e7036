package io.reenact.stage;

import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.inversion.PersonResult;
import io.reenact.latent.Latents;
import io.reenact.render.DriverMotions;
import io.reenact.retarget.FaceMeter;
import io.reenact.row.EncodingRow;
import io.reenact.row.LatentRow;
import io.reenact.row.PersonRow;
import io.reenact.row.TrackRow;
import io.reenact.runner.UnitContext;
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
    for (TrackRow row : reader.rows(unit, TrackRow.class)) {
      frames.add(row.track());
    }
    frames.sort(Comparator.comparingInt(FrameTrack::frame));
    return frames;
  }

  /** What a unit of the stage invert found in a clip; none if it has no frame any more. */
  public List<EncodingRow> encodings(String unit) throws IOException {
    return reader.rows(unit, EncodingRow.class);
  }

  /** The key frames of one clip in the cohort that a unit of the stage invert inverted. */
  public List<DriverMotions.KeyFrame> keyFrames(String unit, String identity, String clip)
      throws IOException {
    List<DriverMotions.KeyFrame> keys = new ArrayList<>();
    for (LatentRow r : reader.rows(unit, LatentRow.class)) {
      if (r.identity().equals(identity) && r.clip().equals(clip)) {
        keys.add(
            new DriverMotions.KeyFrame(
                r.ptsUs(), r.offset(), r.camera(), FaceMeter.values(r.shown())));
      }
    }
    if (keys.isEmpty()) {
      throw new UserError(
          identity + "/" + clip + " has no latents in its cohort; run invert again");
    }
    keys.sort(Comparator.comparingLong(DriverMotions.KeyFrame::ptsUs));
    return keys;
  }

  /** Latents of all frames that a person's clips were inverted from, in a cohort. */
  public List<float[]> latents(String unit, String identity) throws IOException {
    PersonResult person = person(unit, identity);
    return person.clips().stream()
        .flatMap(c -> c.keyFrames().stream())
        .map(k -> Latents.plus(person.anchor(), 1, k.offset()))
        .toList();
  }

  /** A person's anchor in a cohort. */
  public float[] anchor(String unit, String identity) throws IOException {
    return row(unit, identity).anchor();
  }

  /** The id of the generator that a person was inverted with. */
  public String generator(String unit, String identity) throws IOException {
    return row(unit, identity).generator();
  }

  private PersonRow row(String unit, String identity) throws IOException {
    for (PersonRow r : reader.rows(unit, PersonRow.class)) {
      if (r.identity().equals(identity)) {
        return r;
      }
    }
    throw new UserError(identity + " has no anchor in its cohort; run invert again");
  }

  /** A person's result in a cohort, to be reproduced as it is, without what was kept from it. */
  public PersonResult person(String unit, String identity) throws IOException {
    Map<String, List<PersonResult.KeyFrame>> clips = new TreeMap<>();
    for (LatentRow r : reader.rows(unit, LatentRow.class)) {
      if (r.identity().equals(identity) && r.wasGiven()) {
        clips
            .computeIfAbsent(r.clip(), c -> new ArrayList<>())
            .add(
                new PersonResult.KeyFrame(
                    r.frame(),
                    r.ptsUs(),
                    r.offset(),
                    r.motion(),
                    r.camera(),
                    0,
                    r.psnr() == null ? 0 : r.psnr(),
                    FaceMeter.values(r.shown())));
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
}
