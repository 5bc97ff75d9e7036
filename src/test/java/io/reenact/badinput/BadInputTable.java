package io.reenact.badinput;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.plan.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** What the job makes of each kind of bad input, as a table. */
public final class BadInputTable {
  private static final int FILES = 10_000;

  private final Row out;
  private int inputs = FILES;

  /** Takes a row of the table. */
  public interface Row {
    /** One value. */
    void add(String kase, String metric, double value, String unit);
  }

  private BadInputTable(Row out) {
    this.out = out;
  }

  /**
   * Makes the inputs, runs index and track on them, and fills the table.
   *
   * @param root of the repository
   * @param folder an empty one
   * @throws IllegalStateException if an input was not one row and one line
   */
  public static void fill(Path root, Path folder, long seed, Row out) throws IOException {
    BadInputTable table = new BadInputTable(out);
    List<String> problems = new ArrayList<>();
    SparkSession spark = Local.spark();
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path sample = root.resolve("samples/corpus/s0000/c00.mp4");
    List<BadInput> inputs = BadClips.make(corpus, sample, folder, seed);
    BadInputRun run = BadInputRun.of(spark, corpus, folder.resolve("workspace"), inputs);
    table.kinds(run.outcomes());
    problems.addAll(run.problems());
    problems.addAll(table.folderOfFiles(spark, folder));
    problems.addAll(
        table.manifests(spark, Files.createDirectories(folder.resolve("manifests")), seed));
    problems.addAll(
        table.bundles(
            root.resolve("models/embedded/bundle"),
            Files.createDirectories(folder.resolve("bundles"))));
    problems.addAll(table.tables(folder, seed));
    out.add("all", "inputs", table.inputs + inputs.size(), "");
    out.add("all", "broken rules", problems.size(), "");
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("\n", problems));
    }
  }

  private void kinds(List<BadInputRun.Outcome> outcomes) {
    Map<String, int[]> kinds = new LinkedHashMap<>();
    for (BadInputRun.Outcome o : outcomes) {
      int[] n = kinds.computeIfAbsent(o.input().kind(), k -> new int[4]);
      n[0]++;
      n[1] += o.rows();
      n[2] += o.opened() ? 0 : 1;
      n[3] += o.tracked() ? 1 : 0;
    }
    kinds.forEach(
        (kind, n) -> {
          out.add(kind, "inputs", n[0], "");
          out.add(kind, "rows", n[1], "");
          out.add(kind, "refused by index", n[2], "");
          out.add(kind, "tracked", n[3], "");
        });
  }

  /** Each of many files that are no clips is a row and a line as well. */
  private List<String> folderOfFiles(SparkSession spark, Path folder) throws IOException {
    Path corpus = folder.resolve("files");
    Path one = Files.createDirectories(corpus.resolve("one"));
    List<BadInput> inputs = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Files.createFile(one.resolve(i + ".mp4"));
      inputs.add(new BadInput("file", "one", "" + i, BadInput.Expected.REFUSED));
    }
    long begin = System.nanoTime();
    List<String> problems =
        BadInputRun.indexed(spark, corpus, folder.resolve("files-workspace"), inputs);
    out.add(FILES + " files in one folder", "broken rules", problems.size(), "");
    out.add(FILES + " files in one folder", "index", (System.nanoTime() - begin) / 1e9, "s");
    return problems;
  }

  private List<String> manifests(SparkSession spark, Path folder, long seed) throws IOException {
    List<String> problems = new ArrayList<>();
    int refused = 0;
    List<Path> all = BadManifests.make(spark, folder, seed);
    for (Path manifest : all) {
      try {
        Corpus.clips(spark, manifest.toString(), Set.of("mp4"));
      } catch (UserError e) {
        refused++;
        if (e.getMessage().contains("\n")) {
          problems.add(manifest + ": more than a line: " + e.getMessage());
        }
      }
    }
    inputs += all.size();
    out.add("damaged manifest", "inputs", all.size(), "");
    out.add("damaged manifest", "refused in one line", refused, "");
    return problems;
  }

  /** Not one of them may be loaded, and no code in them may run. */
  private List<String> bundles(Path whole, Path folder) throws IOException {
    List<String> problems = new ArrayList<>();
    List<BadBundles.Bundle> all = BadBundles.make(whole, folder);
    int refused = 0;
    for (BadBundles.Bundle b : all) {
      try (Generator g =
          Generator.load(
              GeneratorBundle.load(b.folder().toString(), b.pin(), new Configuration()),
              Device.cpu(),
              false)) {
        problems.add(b.what() + ": loaded as " + g.bundle().id());
      } catch (UserError e) {
        refused++;
      }
    }
    if (Files.exists(folder.resolve("pwned"))) {
      problems.add("code in a bundle was run");
    }
    inputs += all.size();
    out.add("damaged bundle", "inputs", all.size(), "");
    out.add("damaged bundle", "refused in one line", refused, "");
    return problems;
  }

  private List<String> tables(Path folder, long seed) throws IOException {
    Path corpus = Files.createDirectories(folder.resolve("table-corpus/a"));
    Files.writeString(corpus.resolve("c.mp4"), "not a video");
    Path workspace = folder.resolve("table-workspace");
    BadTables.index(corpus.getParent(), workspace);
    Map.Entry<Integer, List<String>> checked =
        BadTables.check(corpus.getParent(), workspace, seed, Integer.MAX_VALUE);
    inputs += checked.getKey();
    out.add("damaged Parquet table", "inputs", checked.getKey(), "");
    out.add("damaged Parquet table", "broken rules", checked.getValue().size(), "");
    return checked.getValue();
  }
}
