package io.reenact.render;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.face.PersonMatte;
import io.reenact.paste.Backdrop;
import io.reenact.paste.FaceLight;
import io.reenact.paste.HeadPaste;
import io.reenact.paste.HeadPaste.Pasted;
import io.reenact.paste.ScenePlate;
import io.reenact.paste.ScenePlates;
import io.reenact.video.AudioSource;
import io.reenact.video.Images;
import io.reenact.video.MediaSource;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoEncoding;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.hadoop.conf.Configuration;

/** Videos that show a result in, or beside, the driver's original frames. */
public final class OriginalSinks {
  private static final ScenePlates PLATES = new ScenePlates();

  private OriginalSinks() {}

  /**
   * The driver's clip.
   *
   * @param video where it is
   * @param version tells it from itself once its file has changed
   * @param track all frames, in order
   * @param seen which of them is seen beside a frame of the result
   */
  public record Original(
      MediaSource video, String version, List<FrameTrack> track, IntUnaryOperator seen) {
    int index(int frame) {
      return seen.applyAsInt(frame);
    }
  }

  /**
   * How heads are pasted.
   *
   * @param backdrop what stands behind the person
   * @param image the picture of {@link Backdrop.Kind#IMAGE}; else null
   * @param own how light the rendered face is; null to leave it as it is
   */
  public record Pasting(Backdrop backdrop, RgbImage image, FaceLight own) {}

  /**
   * The driver's frames with the result in place of the driver's head; frames without a face keep
   * what they show. Only for results from the driver's camera.
   *
   * @param uri of an mp4, or of a .mov where nothing stands behind the person; it appears when it
   *     is whole
   * @param sound which begins with the first frame; null for none
   * @param origin what the file says of where it comes from
   */
  public static FrameSink paste(
      String uri,
      Configuration hadoop,
      ReenactmentRequest request,
      VideoEncoding encoding,
      Original original,
      Pasting how,
      AudioSource sound,
      Provenance origin) {
    OriginalReader reader = new OriginalReader(original.video(), hadoop);
    PersonMatte matte = new PersonMatte();
    try {
      HeadPaste paste =
          new HeadPaste(
              PLATES.of(
                  original.video() + " " + original.version(),
                  () -> ScenePlate.of(reader::at, original.track(), matte)),
              how.own(),
              how.backdrop(),
              how.image(),
              reader.width(),
              reader.height(),
              matte);
      double fps = Sinks.fps(request.driver());
      VideoWriter writer =
          how.backdrop().transparent()
              ? VideoWriter.withAlpha(
                  uri, hadoop, reader.width(), reader.height(), fps, origin.composite())
              : VideoWriter.create(
                  uri, hadoop, reader.width(), reader.height(), fps, encoding, origin.composite());
      return new Pictures(writer, sound, reader) {
        @Override
        Pasted picture(RenderedFrame f) {
          int i = original.index(f.frame());
          FrameTrack t = original.track().get(i);
          RgbImage frame = reader.at(i);
          return t.usable() ? paste.paste(frame, f.image(), f.alpha(), t) : paste.plain(frame);
        }

        @Override
        public void close() {
          try {
            super.close();
          } finally {
            paste.close();
          }
        }
      };
    } catch (RuntimeException e) {
      matte.close();
      reader.close();
      throw e;
    }
  }

  /**
   * How light the rendered face is, in the first frame where the driver has one; the same whatever
   * part of the render is made.
   *
   * @return null if no frame has a face
   */
  public static FaceLight light(
      ReenactmentRenderer renderer, ReenactmentRequest request, Original original)
      throws IOException {
    for (int i = 0; i < request.frames(); i++) {
      FrameTrack t = original.track().get(original.index(i));
      if (t.usable()) {
        FaceLight[] light = new FaceLight[1];
        renderer.render(
            request,
            i,
            i + 1,
            f -> light[0] = FaceLight.of(f.image().toChw(), f.image().width(), t),
            (done, all) -> {});
        return light[0];
      }
    }
    return null;
  }

  /**
   * Source, driver and result side by side, each as high as the request's size.
   *
   * @param source the source's picture, of the request's size
   * @param original the driver's clip; null for none
   * @param sound which begins with the first frame; null for none
   * @param origin what the file says of where it comes from
   */
  public static FrameSink comparison(
      String uri,
      Configuration hadoop,
      ReenactmentRequest request,
      VideoEncoding encoding,
      RgbImage source,
      Original original,
      AudioSource sound,
      Provenance origin) {
    int size = request.size();
    ViewLayout layout = request.layout();
    int result = Math.max(1, Math.round((float) size * layout.width() / layout.height()));
    int width = source.width() + (original == null ? 0 : size) + result;
    OriginalReader reader = original == null ? null : new OriginalReader(original.video(), hadoop);
    VideoWriter writer;
    try {
      writer =
          VideoWriter.create(
              uri, hadoop, width, size, Sinks.fps(request.driver()), encoding, origin.composite());
    } catch (RuntimeException e) {
      if (reader != null) {
        reader.close();
      }
      throw e;
    }
    return new Pictures(writer, sound, reader) {
      @Override
      Pasted picture(RenderedFrame f) {
        List<RgbImage> panels = new ArrayList<>(List.of(source));
        if (reader != null) {
          int i = original.index(f.frame());
          panels.add(crop(reader.at(i), original.track().get(i), size));
        }
        panels.add(Images.resize(f.image(), result, size));
        return new Pasted(row(panels, width, size), null);
      }
    };
  }

  /** The aligned crop with the head's own roll; white where there is no face. */
  public static RgbImage crop(RgbImage frame, FrameTrack t, int size) {
    if (t.crop() == null) {
      float[] white = new float[3 * size * size];
      java.util.Arrays.fill(white, 1);
      return RgbImage.ofChw(white, size, size);
    }
    return RgbImage.ofChw(AlignedCrop.crop(frame, t.crop(), size, t.roll()), size, size);
  }

  private static RgbImage row(List<RgbImage> panels, int width, int height) {
    RgbImage whole = RgbImage.blank(width, height);
    int left = 0;
    for (RgbImage p : panels) {
      for (int y = 0; y < height; y++) {
        int to = 3 * (y * width + left);
        System.arraycopy(p.rgb(), 3 * y * p.width(), whole.rgb(), to, 3 * p.width());
      }
      left += p.width();
    }
    return whole;
  }

  /** Writes one picture a frame, made from the result and the originals. */
  private abstract static class Pictures implements FrameSink {
    private final OriginalReader reader;
    private final VideoWriter writer;

    /**
     * @param reader of originals; null where none are shown; closed with this, as the writer is
     */
    Pictures(VideoWriter writer, AudioSource sound, OriginalReader reader) {
      this.writer = writer;
      this.reader = reader;
      if (sound != null) {
        writer.audioFrom(sound);
      }
    }

    abstract Pasted picture(RenderedFrame frame);

    @Override
    public void accept(RenderedFrame frame) throws IOException {
      Pasted p = picture(frame);
      writer.write(p.image(), p.alpha(), frame.ptsUs());
    }

    @Override
    public void finish() {
      writer.finish();
    }

    @Override
    public void close() {
      writer.close();
      if (reader != null) {
        reader.close();
      }
    }
  }
}
