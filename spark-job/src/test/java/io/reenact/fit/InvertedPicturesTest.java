package io.reenact.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reenact.encoder.Encoded;
import io.reenact.error.UserError;
import io.reenact.face.FrameTrack;
import io.reenact.plan.Clip;
import io.reenact.video.InputFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that went away after their people were inverted. */
class InvertedPicturesTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final Function<List<InvertedPictures.Part>, List<String>> LOOK =
      parts -> {
        List<String> why = new ArrayList<>();
        parts.forEach(p -> why.add(p.missing(HADOOP)));
        return why;
      };

  @TempDir private Path folder;

  private static InvertedPictures.Part part(String identity, String clip, String uri) {
    FrameTrack track = new FrameTrack(0, 0, 0, true, null, null, null, null, 0, 0, 0, 0);
    Encoded truth = new Encoded(new float[1], new float[1], new float[6], 1);
    return new InvertedPictures.Part(
        new Clip(identity, clip, uri, null, null), List.of(track), List.of(truth));
  }

  private static String sample() {
    return InputFiles.uri(
        Path.of(System.getProperty("reenact.root"), "samples/corpus/s0000/c00.mp4")
            .toAbsolutePath());
  }

  @Test
  void clipsThatHaveGoneAreLeftOutWithALineEach() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "not a video");
    String gone = InputFiles.uri(folder.resolve("gone.mp4"));
    InvertedPictures.Found all =
        new InvertedPictures.Found(
            List.of(
                part("ann", "here", sample()),
                part("ann", "gone", gone),
                part("bob", "text", InputFiles.uri(text))),
            List.of(part("cem", "gone", gone)),
            2);
    List<String> said = new ArrayList<>();
    InvertedPictures.Found left = all.present(LOOK, said::add);
    assertThat(left.learnt()).containsExactly(all.learnt().get(0));
    assertThat(left.tried()).isEmpty();
    assertThat(left.people()).isEqualTo(1);
    assertThat(left.pictures()).isEqualTo(1);
    assertThat(said).hasSize(3);
    assertThat(said.get(0)).startsWith("encoder: ann/gone is left out: ").contains("gone.mp4");
    assertThat(said.get(1)).startsWith("encoder: bob/text is left out: ").contains("text.mp4");
    assertThat(said.get(2)).startsWith("encoder: cem/gone is left out: ");
  }

  @Test
  void withoutAnyThereIsNothingToLearn() {
    InvertedPictures.Found all =
        new InvertedPictures.Found(
            List.of(part("ann", "gone", InputFiles.uri(folder.resolve("gone.mp4")))), List.of(), 1);
    assertThatThrownBy(() -> all.present(LOOK, line -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage("none of the 1 clips that the encoder would learn from can be opened any more");
  }

  /** A fit without a workspace learns from samples alone. */
  @Test
  void nothingToLearnFromIsNoError() {
    InvertedPictures.Found none = new InvertedPictures.Found(List.of(), List.of(), 0);
    assertThat(none.present(LOOK, line -> {})).isEqualTo(none);
  }
}
