package io.reenact.stage.reenact;

import io.reenact.attribute.FlowFiles;
import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import io.reenact.latent.Boundaries;
import io.reenact.latent.FittedDirections;
import io.reenact.paste.Backdrop;
import io.reenact.render.FlowEdit;
import io.reenact.render.NumberCurves;
import io.reenact.row.TrackRow;
import io.reenact.runner.StageContext;
import io.reenact.stage.reenact.ReenactStage.Driver;
import io.reenact.stage.reenact.ReenactStage.Source;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import io.reenact.text.Json;
import io.reenact.text.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/** What decides a render, as hashes for its unit's key; each is worked out once. */
final class RenderKeys {
  /** Of boundaries, directions and a flow the content counts, wherever they are. */
  private static final Set<String> FOLDERS = Set.of("boundaries", "directions", "attributes");

  private final StageContext context;
  private final int threads;
  private final Map<Source, String> sources = new HashMap<>();
  private final Map<Driver, String> drivers = new HashMap<>();
  private final Map<ReenactSettings, Checked<String>> looks = new HashMap<>();
  private final Map<Named, Checked<String>> contents = new HashMap<>();

  /** The files that settings name. */
  private record Named(
      String path,
      String numbers,
      String weight,
      String edits,
      String folder,
      String parts,
      String directions,
      String attributes,
      String background) {}

  /**
   * @param threads of a unit, which decide its pixels' last bits
   */
  RenderKeys(StageContext context, int threads) {
    this.context = context;
    this.threads = threads;
  }

  String of(Source source) {
    return sources.computeIfAbsent(
        source,
        s -> {
          Map<String, Object> m = new HashMap<>();
          m.put("identity", s.identity());
          m.put("unit", s.unit());
          m.put("weights", s.weightsSha256());
          m.put("generator", s.generator());
          m.put(TrackRow.STAGE, s.trackUnit());
          return UnitKey.hash(m);
        });
  }

  String of(Driver driver) {
    return drivers.computeIfAbsent(
        driver,
        d ->
            UnitKey.hash(
                Map.of(
                    "identity",
                    d.clip().identity(),
                    "clip",
                    d.clip().clip(),
                    "content",
                    d.checksum(),
                    "unit",
                    d.unit() == null ? "" : d.unit(),
                    TrackRow.STAGE,
                    d.trackUnit())));
  }

  /** Of the clips beside a driver; empty for none. */
  Map<String, String> of(Mix mix) {
    Map<String, String> m = new HashMap<>();
    if (mix.pose() != null) {
      m.put("pose", of(mix.pose()));
    }
    if (mix.blend() != null) {
      m.put("blend", of(mix.blend()));
    }
    if (mix.sound() != null) {
      m.put("sound", of(mix.sound()));
    }
    return m;
  }

  /**
   * Of all settings that decide how a render looks, and of what the files hold that they name.
   *
   * @throws UserError if a file can't be read
   */
  String of(ReenactSettings look) {
    return looks.computeIfAbsent(look, how -> Checked.of(() -> look(how))).get();
  }

  private String look(ReenactSettings how) {
    Map<String, Object> m = new HashMap<>();
    Json.mapper()
        .valueToTree(how)
        .properties()
        .forEach(
            e -> {
              if (!ReenactSettings.WHO.contains(e.getKey()) && !FOLDERS.contains(e.getKey())) {
                m.put(e.getKey(), e.getValue());
              }
            });
    m.put("files", content(how));
    m.put("threads", threads);
    return UnitKey.hash(m);
  }

  private String content(ReenactSettings how) {
    Named named =
        new Named(
            how.usesPath() ? how.path() : "",
            ReenactSettings.isFile(how.expression()) ? how.expression() : "",
            Motions.weightFile(how),
            how.edits(),
            how.boundaries(),
            how.parts(),
            how.directions(),
            how.attributes(),
            how.background());
    return contents
        .computeIfAbsent(
            named,
            n ->
                Checked.of(
                    () ->
                        TextFiles.text("camera path", n.path(), context.hadoop())
                            + "\n"
                            + TextFiles.text("expression file", n.numbers(), context.hadoop())
                            + TextFiles.text("blend weight", n.weight(), context.hadoop())
                            + edits(how)
                            + directions(how)
                            + picture(how)))
        .get();
  }

  private String directions(ReenactSettings how) {
    return how.directions().isEmpty()
        ? ""
        : "\ndirections=" + FittedDirections.hash(how.directions(), context.hadoop());
  }

  private String picture(ReenactSettings how) {
    Backdrop backdrop = Backdrop.of(how.background());
    return backdrop.kind() == Backdrop.Kind.IMAGE
        ? "\nbackground=" + hash(new Path(backdrop.detail()), "reenact.background")
        : "";
  }

  /** The edits' curve, and the boundaries and the flow of the user's folders that they use. */
  private String edits(ReenactSettings how) {
    StringBuilder text = new StringBuilder();
    SortedSet<String> used = new TreeSet<>(how.transferred().keySet());
    NumberCurves edits = Motions.edits(how, context.hadoop());
    if (edits != null) {
      used.addAll(edits.names());
      if (edits.with(FlowEdit.PREFIX) != null) {
        text.append("\nflow=").append(FlowFiles.hash(how.attributes(), context.hadoop()));
      }
      if (ReenactSettings.isFile(how.edits())) {
        text.append('\n').append(TextFiles.text("edits file", how.edits(), context.hadoop()));
      }
    }
    used.retainAll(Boundaries.namesIn(how.boundaries(), context.hadoop()));
    for (String name : used) {
      text.append('\n')
          .append(name)
          .append('=')
          .append(hash(new Path(how.boundaries(), name + ".npy"), "boundary"));
    }
    return text.toString();
  }

  private String hash(Path file, String what) {
    try (InputStream in = file.getFileSystem(context.hadoop()).open(file)) {
      return Hashes.of(in);
    } catch (IOException e) {
      throw UnusableStore.or(what + " " + file + " can't be read", e);
    }
  }
}
