package io.reenact.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnedFolderTest {
  @TempDir private Path place;

  /** Makes a folder in a place, says which, and waits for its end. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      Path folder = ScratchFolders.create(Path.of(args[0]), "unit");
      Files.writeString(folder.resolve("half"), "x");
      System.out.println(folder);
      System.in.read();
    }
  }

  private Process owner() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            place.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aKilledProcessLeavesAFolderThatTheNextRemoves() throws Exception {
    Process process = owner();
    Path folder = Path.of(process.inputReader().readLine());
    OwnedFolder.sweep(place);
    assertThat(folder.resolve("half")).exists();
    assertThat(OwnedFolder.isAbandoned(folder.getParent())).isFalse();

    process.destroyForcibly().waitFor();
    assertThat(OwnedFolder.isAbandoned(folder.getParent())).isTrue();
    assertThat(folder.resolve("half")).exists();
    ScratchFolders.create(place, "unit");
    assertThat(folder).doesNotExist();
    assertThat(folder.getParent()).doesNotExist();
  }

  @Test
  void aProcessThatEndsRemovesItsFolder() throws Exception {
    Process process = owner();
    Path folder = Path.of(process.inputReader().readLine());
    process.getOutputStream().close();
    assertThat(process.waitFor()).isZero();
    assertThat(folder.getParent()).doesNotExist();
  }

  @Test
  void foldersOfOtherMachinesStay() throws IOException {
    Path folder = Files.createDirectory(place.resolve("reenact-other"));
    Files.writeString(folder.resolve(".owner"), "another machine");
    assertThat(OwnedFolder.isAbandoned(folder)).isFalse();
    OwnedFolder.sweep(place);
    assertThat(folder.resolve(".owner")).exists();
  }

  @Test
  void whatNobodyOwnsGoesOnlyIfItIsOldAndEmpty() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Path young = Files.createDirectory(place.resolve("reenact-young"));
    Path empty = Files.createDirectory(place.resolve("reenact-empty"));
    Files.createDirectory(empty.resolve("spark"));
    Files.setLastModifiedTime(empty, old);
    Path full = Files.createDirectory(place.resolve("reenact-full"));
    Files.writeString(full.resolve("theirs"), "x");
    Files.setLastModifiedTime(full, old);
    Path other = Files.createDirectory(place.resolve("other"));
    Path link = Files.createSymbolicLink(place.resolve("reenact-link"), full);
    OwnedFolder.sweep(place);
    assertThat(empty).doesNotExist();
    assertThat(young).exists();
    assertThat(full.resolve("theirs")).exists();
    assertThat(other).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void ownFoldersStayAndAreMadeAgain() throws IOException {
    Path first = ScratchFolders.create(place, "unit");
    OwnedFolder.sweep(place);
    assertThat(first).exists();
    assertThat(OwnedFolder.isAbandoned(first.getParent())).isFalse();
    Path file = ScratchFolders.file("voice", ".wav");
    assertThat(file).isEmptyFile();
    assertThat(ScratchFolders.create(place, "unit"))
        .isNotEqualTo(first)
        .hasParent(first.getParent());
  }
}
