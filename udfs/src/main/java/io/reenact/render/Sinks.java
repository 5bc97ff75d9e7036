package io.reenact.render;

import io.reenact.paste.HeadPaste;
import io.reenact.video.AudioSource;
import io.reenact.video.Images;
import io.reenact.video.Provenance;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoEncoding;
import io.reenact.video.VideoWriter;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Where rendered frames go. */
public final class Sinks {
  private Sinks() {}

  /**
   * An H.264 mp4 that appears when it is whole.
   *
   * @param uri where
   * @param request what is rendered: gives the size and the frame rate
   * @param sound the sound, which begins with the first frame; null for none
   * @param origin what the file says of where it comes from
   */
  public static FrameSink mp4(
      String uri,
      Configuration hadoop,
      ReenactmentRequest request,
      VideoEncoding encoding,
      AudioSource sound,
      Provenance origin) {
    ViewLayout layout = request.layout();
    VideoWriter writer =
        VideoWriter.create(
            uri, hadoop, layout.width(), layout.height(), fps(request.driver()), encoding, origin);
    if (sound != null) {
      writer.audioFrom(sound);
    }
    return mp4(writer);
  }

  /**
   * The head alone with an alpha channel, ProRes 4444 in a .mov that appears when it is whole.
   *
   * @param uri where
   * @param sound the sound, which begins with the first frame; null for none
   * @param origin what the file says of where it comes from
   */
  public static FrameSink cutout(
      String uri,
      Configuration hadoop,
      ReenactmentRequest request,
      AudioSource sound,
      Provenance origin) {
    int size = request.size();
    VideoWriter writer =
        VideoWriter.withAlpha(uri, hadoop, size, size, fps(request.driver()), origin);
    if (sound != null) {
      writer.audioFrom(sound);
    }
    return new WriterSink(writer) {
      @Override
      public void accept(RenderedFrame frame) {
        float[] alpha = frame.alpha();
        byte[] coverage = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) {
          coverage[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, alpha[i])));
        }
        float[] colours = HeadPaste.coloured(frame.image(), alpha);
        writer.write(RgbImage.ofChw(colours, size, size), coverage, frame.ptsUs());
      }
    };
  }

  /** An mp4 of a writer, which the sink closes. */
  public static FrameSink mp4(VideoWriter writer) {
    return new WriterSink(writer) {
      @Override
      public void accept(RenderedFrame frame) {
        writer.write(frame.image(), frame.ptsUs());
      }
    };
  }

  /** Frames a second, on average; 25 for a single frame. */
  static double fps(DriverMotion driver) {
    int n = driver.frames().size();
    return n > 1 ? (n - 1) / driver.seconds(n - 1) : 25;
  }

  /**
   * One PNG a frame, named {@code 000013.png} by its number from 1, as programs take sequences;
   * quilts and grids also carry {@link ViewLayout#suffix}.
   *
   * @param folder where, on any Hadoop file system
   * @param origin what the files say of where they come from
   */
  public static FrameSink png(
      String folder, Configuration hadoop, ReenactmentRequest request, Provenance origin) {
    String suffix = request.camera() instanceof CameraMode.Grid g ? g.layout().suffix() : "";
    return frame ->
        Images.writePng(
            frame.image(), folder + "/" + numbered(frame.frame(), suffix + ".png"), hadoop, origin);
  }

  /**
   * A file's name in a sequence.
   *
   * @param frame index from 0
   * @param end suffix and extension
   */
  public static String numbered(int frame, String end) {
    return String.format(Locale.ROOT, "%06d%s", frame + 1, end);
  }

  /** Several sinks at once. */
  public static FrameSink all(List<FrameSink> sinks) {
    List<FrameSink> all = List.copyOf(sinks);
    return new FrameSink() {
      @Override
      public void accept(RenderedFrame frame) throws IOException {
        for (FrameSink s : all) {
          s.accept(frame);
        }
      }

      @Override
      public void finish() throws IOException {
        for (FrameSink s : all) {
          s.finish();
        }
      }

      @Override
      public void close() throws IOException {
        IOException first = null;
        for (FrameSink s : all) {
          try {
            s.close();
          } catch (IOException e) {
            first = first == null ? e : first;
          }
        }
        if (first != null) {
          throw first;
        }
      }
    };
  }

  /** Into a writer, which the sink closes. */
  private abstract static class WriterSink implements FrameSink {
    private final VideoWriter writer;

    WriterSink(VideoWriter writer) {
      this.writer = writer;
    }

    @Override
    public void finish() {
      writer.finish();
    }

    @Override
    public void close() {
      writer.close();
    }
  }
}
