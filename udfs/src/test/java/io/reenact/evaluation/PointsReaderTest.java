package io.reenact.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.reenact.face.FrameTrack;
import io.reenact.nn.face.FaceBoxes;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkNetwork68;
import io.reenact.nn.face.PluggableNetwork;
import io.reenact.nn.tflite.TorchArchive;
import io.reenact.video.InputFiles;
import io.reenact.video.MediaSource;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoReader;
import io.reenact.video.VideoWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a reader's points come to lie, by hand. */
class PointsReaderTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int SIDE = 128;

  /** x: the share of red in what it sees; y: three quarters. */
  private static final String SCRIPT =
      "  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n"
          + "    m = torch.mean(torch.select(x, 1, 0), [1, 2])\n"
          + "    r = torch.mul(torch.add(m, 1.), 0.5)\n"
          + "    t = torch.add(torch.mul(r, 0.), 0.75)\n"
          + "    return torch.repeat(torch.stack([r, t], 1), [1, 68])\n";

  @TempDir private Path folder;

  private MediaSource grey(int value) {
    return grey(value, 1);
  }

  private MediaSource grey(int value, int frames) {
    String uri = InputFiles.uri(folder.resolve("grey.mp4"));
    byte[] rgb = new byte[3 * SIDE * SIDE];
    Arrays.fill(rgb, (byte) value);
    try (VideoWriter out = VideoWriter.create(uri, HADOOP, SIDE, SIDE, 25, Quality.HIGH, null)) {
      for (int i = 0; i < frames; i++) {
        out.write(new RgbImage(SIDE, SIDE, rgb), 40_000L * i);
      }
      out.finish();
    }
    return MediaSource.of(uri);
  }

  /** The whole frame is the crop: 4 px of the nominal crop a pixel, 2 of the picture read. */
  private static FrameTrack track() {
    float[] landmarks = new float[136];
    for (int i = 0; i < 68; i++) {
      landmarks[2 * i] = 40 + i % 9;
      landmarks[2 * i + 1] = 60 + i % 7;
    }
    float[] crop = {4, 0, 0, 0, 4, 0};
    return new FrameTrack(0, 0, 0, true, null, landmarks, new float[25], crop, 0, 1, 1, 1);
  }

  @Test
  void sharesOfTheBoxBecomePixelsOfTheFrame() {
    FrameTrack tracked = track();
    float[] twice = tracked.landmarks().clone();
    for (int i = 0; i < twice.length; i++) {
      twice[i] *= 2;
    }
    float[] box = FaceBoxes.landmarkBox(twice);
    byte[] script = new TorchArchive().bytes(SCRIPT);
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        PluggableNetwork.Points points =
            PluggableNetwork.points(networks.manager(), "red.pt", script, 64);
        VideoReader video = VideoReader.open(grey(64), HADOOP)) {
      FrameTrack read =
          new PointsReader(networks.manager(), points).read(video, List.of(tracked)).get(0);
      double red = 64 / 255.0;
      assertThat(read.landmarks()[20])
          .isCloseTo((float) ((box[0] + red * (box[2] - box[0])) / 2), within(0.3f));
      assertThat(read.landmarks()[21])
          .isCloseTo((float) ((box[1] + 0.75 * (box[3] - box[1])) / 2), within(0.01f));
      assertThat(read.camera()).isSameAs(tracked.camera());
      assertThat(read.crop()).isSameAs(tracked.crop());
      assertThat(read.usable()).isTrue();
    }
  }

  /** What a second reader does not look at has no landmarks; nor has what the tracker lost. */
  @Test
  void theSecondReaderLooksAtEveryThirdFrame() {
    FrameTrack lost = new FrameTrack(3, 0, 0, false, "no face", null, null, null, 0, 0, 0, 0);
    List<FrameTrack> track = List.of(track(), track(), track(), lost, track(), track(), track());
    try (FaceNetworks networks = FaceNetworks.bundled(Device.cpu());
        LandmarkNetwork68 second = new LandmarkNetwork68(networks.manager());
        VideoReader video = VideoReader.open(grey(64, 7), HADOOP)) {
      List<FrameTrack> read = new PointsReader(networks.manager(), second).read(video, track);
      assertThat(read).hasSize(7);
      for (int i = 0; i < 7; i++) {
        assertThat(read.get(i).landmarks() != null).as("frame " + i).isEqualTo(i == 0 || i == 6);
      }
      assertThat(read.get(6).landmarks()).isEqualTo(read.get(0).landmarks());
      assertThat(read.get(3)).isSameAs(lost);
    }
  }
}
