package io.reenact.attributes;

import io.reenact.attribute.FlowFiles;
import io.reenact.attribute.FlowFit;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.FittedFolder;
import io.reenact.nn.Autograd;
import io.reenact.progress.Progress;
import io.reenact.stage.GeneratorSettings;
import io.reenact.stage.NetworkSettings;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Fits attribute flows: executors draw and label latents, the driver trains. The same seed and
 * threads give the same bytes.
 */
public final class AttributeFitter {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final GeneratorSettings generator;
  private final NetworkSettings networks;
  private final GeneratorBundle bundle;
  private final int threads;

  /**
   * @param generator whose latents these are
   * @param networks name the user's network for labels, if there is one
   * @param threads of the training
   */
  public AttributeFitter(
      SparkSession spark, GeneratorSettings generator, NetworkSettings networks, int threads) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.generator = generator;
    this.networks = networks;
    this.bundle = generator.load(hadoop);
    this.threads = threads;
  }

  /**
   * Fits a flow and writes its folder.
   *
   * @param out folder for the results
   * @throws UserError if the request can't be met: which attribute, and why
   * @throws IOException if the results can't be written
   */
  public FlowFit fit(AttributeRequest request, String out, Progress progress) throws IOException {
    FittedFolder.make(out, hadoop);
    progress.at(0, request.training().epochs(), "drawing and labelling samples");
    FlowFit.Labelled samples =
        new LabelledSamples(spark, generator, bundle, networks)
            .of(request.labels(), request.samples());
    Autograd.threads(threads);
    FlowFit fit = FlowFit.of(bundle.id(), request.labels(), samples, request.training(), progress);
    FlowFiles.write(fit, bundle.manifest().name(), out, hadoop);
    return fit;
  }
}
