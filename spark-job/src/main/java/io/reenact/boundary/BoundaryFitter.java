package io.reenact.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import io.reenact.table.Tables;
import io.reenact.table.Workspace;
import io.reenact.text.Json;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Fits boundaries between a generator's latents and writes them where edits find them. */
public final class BoundaryFitter {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final GeneratorSettings generator;
  private final NetworkSettings networks;
  private final GeneratorBundle bundle;
  private final Boundaries known;

  /**
   * @param generator whose latents these are
   * @param networks name the user's network for labels, if there is one
   * @param folder of boundaries that conditions may name, before the bundle's; empty for none
   */
  public BoundaryFitter(
      SparkSession spark, GeneratorSettings generator, NetworkSettings networks, String folder) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.generator = generator;
    this.networks = networks;
    this.bundle = generator.load(hadoop);
    this.known = Boundaries.open(bundle, folder, hadoop);
  }

  /**
   * Fits a boundary and writes NAME.npy and NAME.json.
   *
   * @param out folder for the results
   * @return how good it is, before conditioning
   * @throws UserError if the request can't be met: which option, and why
   * @throws IOException if the results can't be written
   */
  public BoundaryFit.Fitted fit(BoundaryRequest request, String out) throws IOException {
    List<Boundary> conditions = request.conditions().stream().map(known::find).toList();
    BoundaryFit.Fitted fitted =
        BoundaryFit.fit(
            samples(request.latents()),
            request.name(),
            request.label(),
            request.share(),
            request.regularisation());
    int floats = fitted.boundary().normal().length;
    if (floats != bundle.manifest().latentSize()) {
      throw new UserError(
          "the latents have "
              + floats
              + " floats, the generator's have "
              + bundle.manifest().latentSize());
    }
    Boundary result =
        conditions.isEmpty() ? fitted.boundary() : fitted.boundary().conditioned(conditions);
    BoundaryFiles.write(result, facts(request, fitted), out, hadoop);
    return fitted;
  }

  /**
   * Checks that labels come from no network, which needs pictures that only the generator makes.
   *
   * @throws UserError if settings name one
   */
  public void refuseLabelNetwork() {
    if (networks.labelling(hadoop) != null) {
      throw new UserError(
          "networks.labels looks at pictures of the generator's samples: leave out --workspace and"
              + " --table");
    }
  }

  private Dataset<Row> samples(LatentSource latents) {
    if (latents instanceof LatentSource.Generated g) {
      return Samples.generated(
              spark, generator, bundle, g.count(), g.seed(), g.landmarks(), networks)
          .cache();
    }
    refuseLabelNetwork();
    if (latents instanceof LatentSource.Listed l) {
      return Samples.table(spark, l.uri(), l.workspace() == null ? null : stored(l.workspace()));
    }
    return stored(((LatentSource.Stored) latents).workspace());
  }

  private Dataset<Row> stored(Workspace workspace) {
    Tables.views(spark, workspace);
    return Samples.latents(spark);
  }

  private ObjectNode facts(BoundaryRequest request, BoundaryFit.Fitted fitted) {
    ObjectNode facts = Json.mapper().createObjectNode();
    facts.put("accuracy", Math.round(fitted.accuracy() * 1e4) / 1e4);
    facts.put("positive", fitted.positive());
    facts.put("negative", fitted.negative());
    facts.put("held_out", fitted.heldOut());
    facts.put("label", request.label());
    facts.put("generator", bundle.id());
    if (!request.conditions().isEmpty()) {
      facts.put("conditioned_on", String.join(",", request.conditions()));
    }
    return facts;
  }
}
