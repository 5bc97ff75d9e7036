package io.reenact.encoder;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.generator.Npy;
import io.reenact.latent.FittedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;

/**
 * An encoder's files: {@code encoder.json}, which names the generator that it was fitted to and the
 * hashes of the others, and a matrix a stage, float32 {@code [features + 1, 2 latentSize + 6]}.
 */
public final class EncoderBundle {
  /** The file of facts. */
  public static final String FACTS = "encoder.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private static final String COMMAND = "encoder fit";

  /**
   * What {@code encoder.json} holds.
   *
   * @param generator id of the bundle that it was fitted to
   * @param generatorName its name, for messages
   * @param look version of what it looks at in a picture
   * @param stages names of the matrices' files, in order
   * @param sha256 by file
   * @param precision how much an anchor counts, by how far the head is turned: equal steps of yaw
   *     up to 45 degrees
   * @param figures of the fit: how it was made and how good it is
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Facts(
      String generator,
      String generatorName,
      String look,
      List<String> stages,
      Map<String, String> sha256,
      double[] precision,
      Map<String, Object> figures) {}

  private final String where;
  private final Facts facts;
  private final String id;
  private final List<Regression> stages;

  private EncoderBundle(String where, Facts facts, String id, List<Regression> stages) {
    this.where = where;
    this.facts = facts;
    this.id = id;
    this.stages = List.copyOf(stages);
  }

  /** Reads a file of a bundle. */
  private interface Source {
    byte[] read(String file);
  }

  /** Whether a generator is the one whose encoder ships. */
  public static boolean ships(GeneratorBundle generator) {
    return generator.id().equals(GeneratorBundle.embeddedId());
  }

  /**
   * The encoder for a generator: a folder's, or the one that ships if the generator is the one that
   * ships.
   *
   * @param folder on any Hadoop file system; empty: the one that ships
   * @throws UserError if there is none, or it is damaged, or another generator's
   */
  public static EncoderBundle of(GeneratorBundle generator, String folder, Configuration hadoop) {
    if (!folder.isEmpty()) {
      return load(folder, hadoop).requireFor(generator);
    }
    if (!ships(generator)) {
      throw new BadInput(
          "generator "
              + generator.manifest().name()
              + " has no encoder: fit one (encoder fit) and name its folder in inversion.encoder,"
              + " or set inversion.strategy=optimise");
    }
    return load(
        "the build",
        file -> {
          try (InputStream in =
              Objects.requireNonNull(
                  EncoderBundle.class.getResourceAsStream("embedded/" + file), file)) {
            return in.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * A folder's.
   *
   * @throws UserError if it holds none or a damaged one
   */
  public static EncoderBundle load(String folder, Configuration hadoop) {
    return load(folder, file -> FittedFolder.read(folder, file, "encoder", COMMAND, hadoop));
  }

  private static EncoderBundle load(String where, Source source) {
    byte[] json = source.read(FACTS);
    Facts facts;
    try {
      facts = JSON.readValue(json, Facts.class);
    } catch (IOException e) {
      throw damaged(where, FACTS + " can't be read");
    }
    if (facts == null
        || facts.generator == null
        || facts.stages == null
        || facts.stages.isEmpty()
        || facts.sha256 == null
        || facts.precision == null) {
      throw damaged(where, FACTS + " lacks generator, stages, sha256 or precision");
    }
    if (!FaceLook.VERSION.equals(facts.look)) {
      throw new BadInput(
          "the encoder in "
              + where
              + " looks at pictures otherwise than this version does: fit it"
              + " again ("
              + COMMAND
              + ")");
    }
    List<Regression> stages = new ArrayList<>();
    for (String file : facts.stages) {
      byte[] bytes = source.read(file);
      if (!GeneratorBundle.sha256(bytes).equals(facts.sha256.get(file))) {
        throw damaged(where, file + " differs from the hash that " + FACTS + " names");
      }
      Npy matrix = Npy.parse(bytes, file);
      if (matrix.shape().length != 2 || matrix.shape()[0] != FaceLook.FEATURES + 1) {
        throw damaged(where, file + " is not [" + (FaceLook.FEATURES + 1) + ", outputs]");
      }
      stages.add(new Regression(matrix));
    }
    return new EncoderBundle(where, facts, GeneratorBundle.sha256(json), stages);
  }

  private static UserError damaged(String where, String why) {
    return new BadInput(
        "the encoder in " + where + " is damaged (" + why + "): fit it again (" + COMMAND + ")");
  }

  /**
   * This one, if it is a generator's.
   *
   * @throws UserError if it is another's
   */
  EncoderBundle requireFor(GeneratorBundle generator) {
    int outputs = 2 * generator.manifest().latentSize() + EncoderSamples.MOTION;
    if (!facts.generator.equals(generator.id())) {
      throw new BadInput(
          "the encoder in "
              + where
              + " was fitted to generator "
              + facts.generatorName
              + " ("
              + facts.generator
              + "), generator.bundle is "
              + generator.manifest().name()
              + " ("
              + generator.id()
              + "): fit one to this generator ("
              + COMMAND
              + "), or set generator.bundle");
    }
    if (stages.stream().anyMatch(s -> s.weights().shape()[1] != outputs)) {
      throw damaged(where, "its matrices have other than " + outputs + " outputs");
    }
    return this;
  }

  /** SHA-256 of {@code encoder.json}, which pins the other files. */
  public String id() {
    return id;
  }

  /** What {@code encoder.json} says. */
  public Facts facts() {
    return facts;
  }

  List<Regression> stages() {
    return stages;
  }

  double[] precision() {
    return facts.precision;
  }

  /**
   * The files of a fitted encoder, by name.
   *
   * @param figures of the fit
   */
  static Map<String, byte[]> files(
      GeneratorBundle generator,
      List<Regression> stages,
      double[] precision,
      Map<String, Object> figures) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, String> hashes = new LinkedHashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      String name = "stage" + i + ".npy";
      files.put(name, stages.get(i).weights().encode());
      hashes.put(name, GeneratorBundle.sha256(files.get(name)));
    }
    Facts facts =
        new Facts(
            generator.id(),
            generator.manifest().name(),
            FaceLook.VERSION,
            List.copyOf(files.keySet()),
            hashes,
            precision,
            figures);
    try {
      files.put(FACTS, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(facts));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return files;
  }
}
