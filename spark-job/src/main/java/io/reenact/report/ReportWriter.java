package io.reenact.report;

import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import io.reenact.table.Store;
import io.reenact.table.Workspace;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Writes a report as one HTML page that refers to videos and pictures of its workspace. */
public final class ReportWriter {
  private static final Configuration TEMPLATES = templates();

  private ReportWriter() {}

  /**
   * Writes {@code report/index.html}.
   *
   * @return where it is
   */
  public static Path write(
      Workspace workspace, org.apache.hadoop.conf.Configuration hadoop, Report report)
      throws IOException {
    Store store = workspace.store(hadoop);
    Path page = new Path(workspace.report(), "index.html");
    store.writeAtomic(page, html(report).getBytes(StandardCharsets.UTF_8));
    return page;
  }

  /** The page's text. */
  static String html(Report report) throws IOException {
    Template template = TEMPLATES.getTemplate("report.ftlh");
    StringWriter out = new StringWriter();
    try {
      template.process(Map.of("report", report), out);
    } catch (TemplateException e) {
      throw new IllegalStateException("the report's template is broken: " + e.getMessage(), e);
    }
    return out.toString();
  }

  private static Configuration templates() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setClassForTemplateLoading(ReportWriter.class, "");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setLogTemplateExceptions(false);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    return configuration;
  }
}
