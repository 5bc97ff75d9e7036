package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;

import org.apache.hadoop.conf.Configuration;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a video to any Hadoop file system: an H.264 mp4, yuv420p, colours tagged (BT.601 under 720
 * lines, BT.709 from there), ready to play while it loads; or {@link #withAlpha} ProRes. Every
 * frame keeps its own presentation time, to the microsecond; the first frame's becomes 0. An odd
 * width or height of an mp4 grows by one pixel, a copy of the last column or row.
 *
 * <p>The file appears complete with {@link #finish}, or not at all: closing without it writes
 * nothing. On the CPU the same frames always give the same bytes.
 */
public final class VideoWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VideoWriter.class);

  private final String shown;
  private final Configuration hadoop;
  private final int width;
  private final int height;
  private final long frameUs;
  private final VideoEncoder encoder;
  private final Mp4Muxer muxer;
  private MediaSource audioFile;
  private AudioSource audioSource;
  private AudioTrack audio;
  private int stream = -1;
  private long startUs;
  private long lastUs;
  private boolean done;

  private VideoWriter(
      String uri,
      Configuration hadoop,
      int width,
      int height,
      double fps,
      VideoEncoder encoder,
      Provenance origin) {
    this.shown = Av.shown(uri);
    this.hadoop = hadoop;
    this.width = width;
    this.height = height;
    this.frameUs = Math.round(1e6 / fps);
    this.encoder = encoder;
    this.muxer = new Mp4Muxer(uri, hadoop, origin);
  }

  /**
   * Starts a video.
   *
   * @param uri where it will be; an existing file is replaced
   * @param width of the images, 16 to 3840 pixels
   * @param height of the images
   * @param fps frames a second, for the bit rate, the key frames' distance and the last frame's
   *     duration
   * @param origin what the file says of where it comes from; null for a recording
   * @throws io.reenact.error.UserError if no such video can be encoded
   */
  public static VideoWriter create(
      String uri,
      Configuration hadoop,
      int width,
      int height,
      double fps,
      Quality quality,
      Provenance origin) {
    return create(uri, hadoop, width, height, fps, VideoEncoding.onCpu(quality), origin);
  }

  /**
   * Starts a video, which a GPU may encode.
   *
   * @see #create(String, Configuration, int, int, double, Quality, Provenance)
   */
  public static VideoWriter create(
      String uri,
      Configuration hadoop,
      int width,
      int height,
      double fps,
      VideoEncoding how,
      Provenance origin) {
    VideoEncoder encoder = H264Encoder.open(Av.shown(uri), width, height, fps, how);
    return new VideoWriter(uri, hadoop, width, height, fps, encoder, origin);
  }

  /**
   * Starts a video by a set encoder.
   *
   * @throws IllegalStateException if it can't be opened
   */
  static VideoWriter by(
      H264Coder coder,
      String uri,
      Configuration hadoop,
      int width,
      int height,
      double fps,
      VideoEncoding how) {
    VideoEncoder encoder = H264Encoder.open(coder, Av.shown(uri), width, height, fps, how);
    return new VideoWriter(uri, hadoop, width, height, fps, encoder, null);
  }

  /**
   * Starts a video with an alpha channel, ProRes 4444 in a QuickTime file.
   *
   * @param uri where it will be, ending in .mov; an existing file is replaced
   * @param fps frames a second, for the last frame's duration
   * @param origin what the file says of where it comes from; null for a recording
   */
  public static VideoWriter withAlpha(
      String uri, Configuration hadoop, int width, int height, double fps, Provenance origin) {
    VideoEncoder encoder = ProResEncoder.open(Av.shown(uri), width, height, fps);
    return new VideoWriter(uri, hadoop, width, height, fps, encoder, origin);
  }

  /**
   * Refuses a size that no video can have.
   *
   * @param what the message begins with
   * @throws io.reenact.error.UserError naming the sizes that can be
   */
  public static void requireSize(String what, int width, int height) {
    H264Encoder.requireSize(what, width, height);
  }

  /**
   * Takes the sound of a file, which plays in time with frames written at that file's presentation
   * times. Sound before the first frame, after the last one, or after the source's end is cut off.
   * A file without sound adds none. Call before the first {@link #write}.
   */
  public void audioFrom(MediaSource source) {
    requireNoFrame();
    audioFile = source;
  }

  /**
   * Takes sound that begins with the first frame, whatever that frame's time. Sound after the last
   * frame is cut off. A file without sound adds none. Call before the first {@link #write}.
   */
  public void audioFrom(AudioSource source) {
    requireNoFrame();
    audioSource = source;
  }

  private void requireNoFrame() {
    if (stream >= 0) {
      throw new IllegalStateException("audioFrom comes before the first frame");
    }
  }

  /**
   * Writes a frame.
   *
   * @param image of the size given at the start
   * @param ptsUs presentation time in microseconds, later than the one before
   * @throws IllegalArgumentException if size or time don't fit
   */
  public void write(RgbImage image, long ptsUs) {
    write(image, null, ptsUs);
  }

  /**
   * Writes a frame of a video {@link #withAlpha}.
   *
   * @param alpha coverage, {@code [height * width]} from 0 to 255; the image's colours are not
   *     weighed by it
   */
  public void write(RgbImage image, byte[] alpha, long ptsUs) {
    if (image.width() != width || image.height() != height) {
      throw new IllegalArgumentException(
          shown
              + ": an image of "
              + image.width()
              + "x"
              + image.height()
              + " in a video of "
              + width
              + "x"
              + height);
    }
    if (stream < 0) {
      start(ptsUs);
    } else if (ptsUs <= lastUs) {
      throw new IllegalArgumentException(
          shown + ": a frame at " + ptsUs + " us after one at " + lastUs + " us");
    }
    lastUs = ptsUs;
    if (audio != null) {
      audio.writeUntil(ptsUs - startUs);
    }
    encoder.send(image, alpha, ptsUs - startUs);
    drain();
  }

  private void start(long ptsUs) {
    startUs = ptsUs;
    AVCodecParameters parameters = avcodec_parameters_alloc();
    avcodec_parameters_from_context(parameters, encoder.context());
    stream = muxer.add(parameters, encoder.base());
    avcodec_parameters_free(parameters);
    if (audioFile != null) {
      audioSource = AudioSource.from(audioFile, startUs);
    }
    if (audioSource != null) {
      audio = AudioTrack.open(audioSource, hadoop, muxer);
    }
  }

  private void drain() {
    for (AVPacket p = encoder.receive(); p != null; p = encoder.receive()) {
      muxer.write(p, stream, encoder.base());
    }
  }

  /**
   * Completes the file and puts it in its place.
   *
   * @throws IllegalStateException if there is no frame
   * @throws io.reenact.error.UserError if it can't be written
   */
  public void finish() {
    if (stream < 0 || done) {
      throw new IllegalStateException(shown + ": " + (done ? "already finished" : "no frames"));
    }
    encoder.end();
    drain();
    if (audio != null) {
      audio.writeUntil(lastUs - startUs + frameUs);
    }
    muxer.finish();
    done = true;
  }

  /** Frees all. Nothing appears unless {@link #finish} was called. */
  @Override
  public void close() {
    if (stream >= 0 && !done) {
      LOG.warn("{}: given up before finish(), nothing is written", shown);
    }
    if (audio != null) {
      audio.close();
    }
    muxer.close();
    encoder.close();
  }
}
