package io.reenact.video;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_INTERLACED;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_write_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_link;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Makes whole pictures of interlaced ones, one for each, with FFmpeg's filter bwdif (Bob Weaver,
 * with the BBC's interpolation). It looks at the frames before and after. Frames that aren't marked
 * as interlaced pass unchanged.
 */
final class Deinterlacer implements AutoCloseable {
  private final AVFrame out = av_frame_alloc();
  private boolean always;
  private boolean used;
  private AVFilterGraph graph;
  private AVFilterContext in;
  private AVFilterContext sink;
  private long format;

  /** All frames go through the filter from now on, so that each one has the one before it. */
  void always() {
    always = true;
  }

  /** Whether all frames go through the filter. */
  boolean isAlways() {
    return always;
  }

  /** Whether an interlaced frame has come. */
  boolean used() {
    return used;
  }

  /** Whether a decoder has marked a frame as interlaced. */
  static boolean interlaced(AVFrame frame) {
    return (frame.flags() & AV_FRAME_FLAG_INTERLACED) != 0;
  }

  /** The next frame of a decoder, deinterlaced; null if the decoder needs packets. */
  AVFrame receive(FrameDecoder decoder) {
    while (true) {
      AVFrame done = filtered();
      if (done != null) {
        return done;
      }
      AVFrame frame = decoder.receive();
      if (frame == null) {
        return null;
      }
      used |= interlaced(frame);
      if (graph == null && !always && !interlaced(frame)) {
        return frame;
      }
      open(frame);
      frame.pts(frame.pts() == AV_NOPTS_VALUE ? frame.best_effort_timestamp() : frame.pts());
      Av.check(av_buffersrc_write_frame(in, frame), "bwdif");
    }
  }

  /** The last frame, when the decoder has no more; null if there is none. */
  AVFrame end() {
    if (graph == null) {
      return null;
    }
    av_buffersrc_write_frame(in, null);
    return filtered();
  }

  private AVFrame filtered() {
    if (graph == null) {
      return null;
    }
    av_frame_unref(out);
    if (av_buffersink_get_frame(sink, out) < 0) {
      return null;
    }
    // The filter counts time in halves, for fields.
    out.pts(out.pts() / 2);
    return out;
  }

  private void open(AVFrame frame) {
    long wanted = ((long) frame.width() * 65_536 + frame.height()) * 4_096 + frame.format();
    if (graph != null && wanted == format) {
      return;
    }
    reset();
    format = wanted;
    graph = avfilter_graph_alloc();
    in = new AVFilterContext(null);
    sink = new AVFilterContext(null);
    AVFilterContext bwdif = new AVFilterContext(null);
    String source =
        "video_size="
            + frame.width()
            + "x"
            + frame.height()
            + ":pix_fmt="
            + frame.format()
            + ":time_base=1/1000000:colorspace="
            + frame.colorspace()
            + ":range="
            + frame.color_range();
    create(in, "buffer", source);
    create(bwdif, "bwdif", "mode=send_frame:parity=auto:deint=interlaced");
    create(sink, "buffersink", null);
    Av.check(avfilter_link(in, 0, bwdif, 0), "bwdif");
    Av.check(avfilter_link(bwdif, 0, sink, 0), "bwdif");
    Av.check(avfilter_graph_config(graph, null), "bwdif");
  }

  private void create(AVFilterContext to, String filter, String arguments) {
    Av.check(
        avfilter_graph_create_filter(
            to, avfilter_get_by_name(filter), filter, arguments, null, graph),
        filter);
  }

  /** Forgets all frames, to go on elsewhere. */
  void reset() {
    if (graph != null) {
      avfilter_graph_free(graph);
      graph = null;
    }
  }

  @Override
  public void close() {
    reset();
    av_frame_free(out);
  }
}
