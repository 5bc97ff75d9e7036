package io.reenact.video;

import static org.bytedeco.ffmpeg.avcodec.AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PICTURE_STRUCTURE_TOP_FIELD;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Tells packets that hold the second field of a frame, as television's H.264 is coded (field
 * pictures, ITU-T H.264, 7.3.3): two packets then give one frame, which has the first one's time.
 */
final class FieldPairs implements AutoCloseable {
  private final AVCodecParserContext parser;
  private final AVCodecContext context;
  private int first;

  /** Of a stream's packets, in decoding order. */
  FieldPairs(AVStream stream) {
    boolean possible =
        stream.codecpar().codec_id() == AV_CODEC_ID_H264
            && stream.codecpar().field_order() != AV_FIELD_PROGRESSIVE;
    parser = possible ? av_parser_init(AV_CODEC_ID_H264) : null;
    context = parser == null ? null : avcodec_alloc_context3((AVCodec) null);
    if (parser != null) {
      parser.flags(parser.flags() | PARSER_FLAG_COMPLETE_FRAMES);
      Av.check(avcodec_parameters_to_context(context, stream.codecpar()), "h264");
    }
  }

  /** Whether the next packet completes the frame that the one before it began. */
  boolean completes(AVPacket packet) {
    if (parser == null || packet.size() == 0) {
      return false;
    }
    try (BytePointer out = new BytePointer((BytePointer) null);
        IntPointer size = new IntPointer(1L)) {
      av_parser_parse2(
          parser,
          context,
          out,
          size,
          packet.data(),
          packet.size(),
          packet.pts(),
          packet.dts(),
          packet.pos());
    }
    int structure = parser.picture_structure();
    boolean field =
        structure == AV_PICTURE_STRUCTURE_TOP_FIELD
            || structure == AV_PICTURE_STRUCTURE_BOTTOM_FIELD;
    // A packet with both fields shows the structure of its first, as the one before it did.
    boolean second = field && first != 0 && structure != first;
    first = field && !second ? structure : 0;
    return second;
  }

  @Override
  public void close() {
    if (parser != null) {
      av_parser_close(parser);
      avcodec_free_context(context);
    }
  }
}
