package io.reenact.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvisoriesTest {
  private static final Path LIST =
      Path.of(System.getProperty("reenact.root"), "conf", "advisories.yaml");

  @TempDir private Path folder;

  private Path bom(String... libraries) throws IOException {
    StringBuilder components = new StringBuilder();
    for (String library : libraries) {
      String[] parts = library.split(":", -1);
      components
          .append(components.isEmpty() ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"group\":\"%s\",\"name\":\"%s\",\"version\":\"%s\"}",
                  (Object[]) parts));
    }
    return Files.writeString(
        folder.resolve("bom.json"),
        "{\"bomFormat\":\"CycloneDX\",\"components\":[" + components + "]}");
  }

  @Test
  void anOldVersionIsNamedWithWhatToDo() throws IOException {
    Path bom = bom("org.bytedeco:ffmpeg:8.0.1-1.5.13", "org.freemarker:freemarker:2.3.35");
    assertThat(Advisories.holes(Advisories.bill(bom), LIST))
        .singleElement()
        .asString()
        .startsWith("org.bytedeco:ffmpeg 8.0.1-1.5.13 has CVE-2026-8461: take 8.1.2 or later (");
    Path dependencies = dependencies("org.freemarker:freemarker:jar:2.3.35:compile");
    assertThatThrownBy(() -> main(dependencies, bom))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CVE-2026-8461");
    // Without the network there is no bill, or another build's.
    Files.setLastModifiedTime(bom, FileTime.fromMillis(0));
    main(dependencies, bom);
    Path old = dependencies("org.bytedeco:ffmpeg:jar:linux-x86_64:8.0.1-1.5.13:runtime");
    assertThatThrownBy(() -> main(old, bom)).hasMessageContaining("CVE-2026-8461");
    main(dependencies("org.bytedeco:ffmpeg:jar:8.0.1-1.5.13:test", "a:b:jar:1:provided"), bom);
  }

  private static void main(Path dependencies, Path bom) throws IOException {
    Advisories.main(new String[] {dependencies.toString(), bom.toString(), LIST.toString()});
  }

  private Path dependencies(String... lines) throws IOException {
    String text = "The following files have been resolved:\n";
    for (String line : lines) {
      text += "   " + line + " -- module some.name [auto]\n";
    }
    Path list = Files.writeString(folder.resolve("dependencies.txt"), text);
    return Files.setLastModifiedTime(list, FileTime.fromMillis(1000));
  }

  private List<Advisories.Library> ships(String... libraries) throws IOException {
    return Advisories.bill(bom(libraries));
  }

  @Test
  void versionsAreComparedAsMavenDoes() throws IOException {
    assertThat(
            Advisories.holes(
                ships(
                    "org.bytedeco:ffmpeg:8.1.2-1.5.14",
                    "com.github.luben:zstd-jni:1.5.7-28",
                    "com.google.guava:guava:33.8.0-jre",
                    "io.netty:netty-tcnative-classes:2.0.84.Final",
                    "io.netty:netty-handler:4.2.18.Final"),
                LIST))
        .isEmpty();
    assertThat(
            Advisories.holes(
                ships("com.github.luben:zstd-jni:1.5.7-6", "io.netty:netty-handler:4.2.9.Final"),
                LIST))
        .anyMatch(h -> h.startsWith("com.github.luben:zstd-jni 1.5.7-6 has CVE-2026-87795"))
        .anyMatch(h -> h.startsWith("io.netty:netty-handler 4.2.9.Final has CVE-2026-62243"));
  }

  @Test
  void aLibraryWithoutAFixedVersionIsToBeReplaced() throws IOException {
    assertThat(Advisories.holes(ships("org.lz4:lz4-java:1.8.1"), LIST))
        .isNotEmpty()
        .allMatch(h -> h.contains("replace it"));
  }

  @Test
  void anAcceptedHoleNeedsToBeWithoutAFix() throws IOException {
    String entry =
        "- {library: 'a:b', id: X-1, source: here, date: '2026-01-01', accepted: not reached}\n";
    Path list = Files.writeString(folder.resolve("list.yaml"), entry);
    assertThat(Advisories.holes(ships("a:b:1"), list)).isEmpty();
    Files.writeString(list, entry.replace("id:", "fixed: '2', id:"));
    assertThatThrownBy(() -> Advisories.holes(ships("a:b:1"), list))
        .hasMessageContaining("raise the version");
  }

  @Test
  void anEmptyBillIsRefused() throws IOException {
    assertThatThrownBy(() -> Advisories.bill(bom())).hasMessageContaining("names no library");
  }
}
