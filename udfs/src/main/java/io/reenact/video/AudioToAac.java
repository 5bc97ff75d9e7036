package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swresample.*;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A sound track encoded anew as AAC, at most stereo, at 44.1 or 48 kHz. It follows the times of the
 * file: gaps become silence, overlaps are cut, and where samples and times drift apart, the sound
 * is stretched.
 */
final class AudioToAac implements AudioFeed {
  private static final int BITS_A_CHANNEL = 80_000;
  private static final int CD_RATE = 44_100;
  private static final int VIDEO_RATE = 48_000;

  /** What times may be off before the sound is stretched; containers round to milliseconds. */
  private static final double LOOSE_SECONDS = 0.005;

  /** What they may be off before silence is put in, or sound is cut. */
  private static final double GAP_SECONDS = 0.02;

  /** The share by which sound is stretched or squeezed at most. */
  private static final double STRETCH = 0.05;

  private final AudioFeed packets;
  private final FrameDecoder decoder;
  private final AVCodecContext encoder;
  private final AVCodecParameters parameters;
  private final AVPacket packet;
  private final AVFrame resampled;
  private final AVFrame input;
  private final AVAudioFifo samples;
  private final AVRational base;
  private final int rate;
  private SwrContext resampler;
  private long time = AV_NOPTS_VALUE;
  private long ahead;
  private long silence;
  private AVFrame held;
  private long cut;
  private boolean ending;
  private boolean decoded;
  private boolean flushed;

  /**
   * @param packets of a sound track; closed with this object
   * @param demuxer that they come from
   * @param stream their number in it
   */
  AudioToAac(AudioFeed packets, Demuxer demuxer, int stream) {
    this.packets = packets;
    AVCodecParameters source = packets.parameters();
    decoder = new FrameDecoder(demuxer, demuxer.stream(stream), 1);
    int channels = Math.max(1, Math.min(2, source.ch_layout().nb_channels()));
    rate = source.sample_rate() % CD_RATE == 0 ? CD_RATE : VIDEO_RATE;
    base = Av.rational(1, rate);
    AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
    encoder = avcodec_alloc_context3(codec);
    encoder.sample_fmt(AV_SAMPLE_FMT_FLTP);
    encoder.sample_rate(rate);
    encoder.time_base(base);
    encoder.bit_rate((long) BITS_A_CHANNEL * channels);
    encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    encoder.flags(encoder.flags() | AV_CODEC_FLAG_BITEXACT);
    av_channel_layout_default(encoder.ch_layout(), channels);
    Av.check(avcodec_open2(encoder, codec, (AVDictionary) null), "AAC");
    parameters = avcodec_parameters_alloc();
    avcodec_parameters_from_context(parameters, encoder);
    packet = av_packet_alloc();
    resampled = av_frame_alloc();
    input = av_frame_alloc();
    samples = av_audio_fifo_alloc(AV_SAMPLE_FMT_FLTP, channels, encoder.frame_size());
  }

  @Override
  public AVCodecParameters parameters() {
    return parameters;
  }

  @Override
  public AVRational base() {
    return base;
  }

  @Override
  public AVPacket next() {
    while (true) {
      if (avcodec_receive_packet(encoder, packet) >= 0) {
        return packet;
      }
      if (flushed) {
        return null;
      }
      int waiting = av_audio_fifo_size(samples);
      if (silence > 0 && waiting < encoder.frame_size()) {
        // A little at a time: a damaged file may claim a gap of years.
        int some = (int) Math.min(silence, encoder.frame_size());
        PlanarSamples.silence(parameters.ch_layout().nb_channels(), some).write(samples);
        silence -= some;
      } else if (waiting >= encoder.frame_size() || (decoded && waiting > 0)) {
        encode(Math.min(waiting, encoder.frame_size()));
      } else if (decoded) {
        avcodec_send_frame(encoder, null);
        flushed = true;
      } else {
        decodeMore();
      }
    }
  }

  private void decodeMore() {
    AVFrame frame = held == null ? decoder.receive() : held;
    held = null;
    if (frame != null) {
      take(frame);
      return;
    }
    AVPacket next = packets.next();
    if (next != null) {
      decoder.send(next);
      return;
    }
    if (!ending) {
      decoder.send(null);
      ending = true;
      return;
    }
    drain();
    decoded = true;
  }

  private void take(AVFrame frame) {
    // Plain PCM does not name its channels: the resampler would find its own input changed.
    if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
      av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
    }
    long pts = frame.best_effort_timestamp();
    boolean timed = pts != AV_NOPTS_VALUE;
    if (time == AV_NOPTS_VALUE) {
      time = timed ? av_rescale_q(pts, packets.base(), base) : 0;
      ahead = time;
    }
    long late = timed ? av_rescale_q(pts, packets.base(), base) - ahead - delay() : 0;
    if (late >= GAP_SECONDS * rate) {
      drain();
      silence = Math.max(0, av_rescale_q(pts, packets.base(), base) - ahead);
      ahead += silence;
      held = frame;
      return;
    }
    if (late <= -GAP_SECONDS * rate) {
      cut = -late;
      late = 0;
    }
    if (resampler == null) {
      start(frame);
    }
    resample(frame, Math.abs(late) < LOOSE_SECONDS * rate ? 0 : late);
  }

  private long delay() {
    return resampler == null ? 0 : swr_get_delay(resampler, rate);
  }

  private void start(AVFrame frame) {
    resampler = new SwrContext(null);
    AVChannelLayout from = frame.ch_layout();
    Av.check(
        swr_alloc_set_opts2(
            resampler,
            encoder.ch_layout(),
            AV_SAMPLE_FMT_FLTP,
            rate,
            from,
            frame.format(),
            frame.sample_rate(),
            0,
            null),
        "resampling");
    Av.check(swr_init(resampler), "resampling");
  }

  /** Takes what is left in the resampler, which then starts anew. */
  private void drain() {
    if (resampler != null) {
      resample(null, 0);
      swr_free(resampler);
      resampler = null;
    }
  }

  /**
   * Resamples.
   *
   * @param late how many samples the sound is to become longer by, if that isn't too much at once
   */
  private void resample(AVFrame frame, long late) {
    av_frame_unref(resampled);
    resampled.sample_rate(rate);
    resampled.format(AV_SAMPLE_FMT_FLTP);
    av_channel_layout_copy(resampled.ch_layout(), encoder.ch_layout());
    // A damaged track may change its format on the way; what can't be resampled is left out.
    if (swr_convert_frame(resampler, resampled, frame) < 0 || resampled.nb_samples() <= 0) {
      return;
    }
    int count = resampled.nb_samples();
    long most = (long) (STRETCH * count);
    int wanted = count + (int) Math.max(-most, Math.min(most, late));
    int skipped = (int) Math.min(cut, wanted);
    cut -= skipped;
    ahead += wanted - skipped;
    if (wanted == count && skipped == 0) {
      av_audio_fifo_write(samples, new PointerPointer<>(resampled.extended_data()), count);
    } else {
      PlanarSamples sound = PlanarSamples.of(resampled, encoder.ch_layout().nb_channels());
      sound.stretched(wanted).without(skipped).write(samples);
    }
  }

  private void encode(int count) {
    av_frame_unref(input);
    input.nb_samples(count);
    input.format(AV_SAMPLE_FMT_FLTP);
    input.sample_rate(rate);
    av_channel_layout_copy(input.ch_layout(), encoder.ch_layout());
    Av.check(av_frame_get_buffer(input, 0), "sound");
    av_audio_fifo_read(samples, new PointerPointer<>(input.extended_data()), count);
    input.pts(time);
    time += count;
    Av.check(avcodec_send_frame(encoder, input), "AAC");
  }

  @Override
  public void close() {
    av_audio_fifo_free(samples);
    av_frame_free(input);
    av_frame_free(resampled);
    av_packet_free(packet);
    avcodec_parameters_free(parameters);
    avcodec_free_context(encoder);
    if (resampler != null) {
      swr_free(resampler);
    }
    base.close();
    decoder.close();
    packets.close();
  }
}
