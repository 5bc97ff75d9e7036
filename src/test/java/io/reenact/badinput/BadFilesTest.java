package io.reenact.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.reenact.error.UserError;
import io.reenact.generator.Generator;
import io.reenact.generator.GeneratorBundle;
import io.reenact.plan.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Manifests and bundles that are damaged or hostile are used as they stand or refused in a line.
 */
class BadFilesTest {
  @TempDir private Path folder;

  private static void oneLine(UserError e) {
    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").doesNotContain("\tat ");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void damagedManifests() throws IOException {
    SparkSession spark = Local.spark();
    int refused = 0;
    List<Path> manifests = BadManifests.make(spark, folder, 1);
    for (Path manifest : manifests) {
      try {
        assertThat(Corpus.clips(spark, manifest.toString(), Set.of("mp4")))
            .as(manifest.toString())
            .isNotEmpty();
      } catch (UserError e) {
        oneLine(e);
        refused++;
      }
    }
    assertThat(refused).isBetween(manifests.size() / 3, manifests.size() - 5);
  }

  @Test
  void damagedBundlesAreNeverLoaded() throws IOException {
    Path whole = Path.of(System.getProperty("reenact.root"), "models", "embedded", "bundle");
    for (BadBundles.Bundle b : BadBundles.make(whole, folder)) {
      UserError refusal = null;
      try (Generator g =
          Generator.load(
              GeneratorBundle.load(b.folder().toString(), b.pin(), new Configuration()),
              Device.cpu(),
              false)) {
        assertThat(g.bundle().id()).isEqualTo(b.pin());
      } catch (UserError e) {
        refusal = e;
        oneLine(e);
      }
      assertThat(refusal).as(b.what() + " in " + b.folder()).isNotNull();
    }
    assertThat(folder.resolve("pwned")).doesNotExist();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void damagedTablesAreNamedAndMended() throws IOException {
    Local.spark();
    Path corpus = folder.resolve("corpus");
    for (String name : List.of("a", "b")) {
      Files.createDirectories(corpus.resolve(name));
      Files.writeString(corpus.resolve(name).resolve("c.mp4"), "not a video");
    }
    Path workspace = folder.resolve("workspace");
    BadTables.index(corpus, workspace);
    Map.Entry<Integer, List<String>> checked = BadTables.check(corpus, workspace, 1, 3);
    assertThat(checked.getKey()).isEqualTo(3);
    assertThat(checked.getValue()).isEmpty();
  }

  @Test
  void tenThousandFilesInOneFolder() throws IOException {
    Path one = Files.createDirectories(folder.resolve("corpus/one"));
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(one.resolve(i + ".mp4"));
    }
    assertThat(Corpus.clips(Local.spark(), folder.resolve("corpus").toString(), Set.of("mp4")))
        .hasSize(10_000);
  }
}
