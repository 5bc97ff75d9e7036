package io.reenact.cli;

import io.reenact.error.BadSetting;
import io.reenact.stage.reenact.RenderRequest;
import picocli.CommandLine.Option;

/** How a request of renders is given on the command line. */
final class RequestOptions {
  @Option(
      names = "--request",
      paramLabel = "FILE",
      description = {
        "Renders to make: CSV with a header, JSON lines or Parquet. Columns: source, driver (empty "
            + "for an expression by numbers), clip, and any setting of the section reenact (edits, "
            + "camera, strength, parts, outputs, ...); what is missing takes the run's settings."
      })
  private String file;

  @Option(
      names = "--request-sql",
      paramLabel = "SQL",
      description = "The same as a query over the workspace's tables.")
  private String sql;

  RenderRequest request() {
    if (file != null && sql != null) {
      throw new BadSetting("give --request or --request-sql, not both");
    }
    if (file != null) {
      return new RenderRequest.Listed(file);
    }
    return sql == null ? new RenderRequest.Preset() : new RenderRequest.Queried(sql);
  }
}
