package io.reenact.provenance;

import io.reenact.generator.GeneratorBundle;
import io.reenact.nn.face.FaceModel;
import io.reenact.row.SettingRow;
import io.reenact.settings.Settings;
import io.reenact.table.UnitKey;
import io.reenact.text.Hashes;
import io.reenact.unit.Attempt;
import io.reenact.unit.Packed;
import io.reenact.unit.UnitStore;
import io.reenact.unit.UnitWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that results are made with, under one hash: every effective setting with who set it, versions
 * of this job and its libraries, hashes of its code and models, the driver's machine. It becomes
 * rows of the table settings through a unit of work of the driver's own, so that what holds for
 * units' rows (commits, publication, repair) holds for these.
 *
 * @param key the hash
 * @param rows of the table settings
 */
public record Provenance(UnitKey key, List<SettingRow> rows) {
  /** One fact; the hash of all of them comes later. */
  private record Fact(String kind, String name, String value, String setBy) {
    SettingRow row(UnitKey key) {
      return new SettingRow(key.hex(), kind, name, value, setBy);
    }
  }

  /** Of a run with these settings in this process. */
  public static Provenance of(Settings settings) {
    List<Fact> facts = new ArrayList<>();
    settings
        .all()
        .forEach(
            (name, set) ->
                facts.add(
                    new Fact(
                        "setting",
                        name,
                        set.value().asText(set.value().toString()),
                        set.source())));
    versions().forEach((name, value) -> facts.add(new Fact("version", name, value, "")));
    models(settings).forEach((name, value) -> facts.add(new Fact("model", name, value, "")));
    Machine.facts().forEach((name, value) -> facts.add(new Fact("machine", name, value, "")));
    UnitKey key = UnitKey.of(SettingRow.STAGE, 1, Map.of("facts", facts));
    return new Provenance(key, facts.stream().map(f -> f.row(key)).toList());
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>(Build.versions());
    versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    for (Class<?> in : List.of(Provenance.class, GeneratorBundle.class)) {
      jar(in).ifPresent(jar -> versions.put(jar.getFileName().toString(), sha256(jar)));
    }
    return versions;
  }

  private static Map<String, String> models(Settings settings) {
    Map<String, String> models = new TreeMap<>();
    for (FaceModel model : FaceModel.values()) {
      models.put(model.name().toLowerCase(Locale.ROOT), model.sha256());
    }
    Settings.Value bundle = settings.all().get("generator.bundle");
    models.put(
        "generator",
        bundle.value().asText().equals(GeneratorBundle.EMBEDDED)
            ? GeneratorBundle.embeddedId()
            : settings.all().get("generator.sha256").value().asText());
    return models;
  }

  /** The archive that a class was loaded from; none where classes lie in a folder. */
  private static Optional<Path> jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Hashes.of(in);
    } catch (IOException e) {
      // The class is loaded: a jar that is gone since is not worth the run.
      return "unreadable";
    }
  }

  /**
   * The rows as a committed unit of the workspace; written the first time.
   *
   * @return to be published with what is made with it
   */
  public Packed recorded(UnitStore store) throws IOException {
    Optional<Attempt> there = store.committed(SettingRow.STAGE, key);
    return Packed.of(there.isPresent() ? there.get() : store.commit(attempt(store)));
  }

  private Attempt attempt(UnitStore store) throws IOException {
    Instant started = Instant.now();
    UnitWriter writer = store.begin(SettingRow.STAGE, key, 1, null);
    writer.rows(SettingRow.class, rows.iterator());
    return new Attempt(
        SettingRow.STAGE,
        key.hex(),
        "settings",
        1,
        key.hex(),
        key.hex(),
        1,
        Attempt.DONE,
        null,
        null,
        started.toString(),
        0,
        Map.of(),
        null,
        "cpu",
        rows.stream()
            .filter(r -> r.name().equals("host"))
            .map(SettingRow::value)
            .findFirst()
            .orElse("unknown"),
        Map.of(),
        writer.files());
  }
}
