package io.reenact.video;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A picture that is stored in tiles, each coded by itself, as phones write HEIC and AVIF: the
 * derived images grid and iovl of ISO 23008-12, 6.6.2.
 */
final class TiledPicture {
  private final Demuxer demuxer;
  private final AVStreamGroup group;
  private final AVStreamGroupTileGrid grid;

  private TiledPicture(Demuxer demuxer, AVStreamGroup group) {
    this.demuxer = demuxer;
    this.group = group;
    this.grid = group.params_tile_grid();
  }

  /** A file's main picture if it is a tiled one, else null. */
  static TiledPicture of(Demuxer demuxer) {
    AVFormatContext format = demuxer.format();
    AVStreamGroup found = null;
    for (int i = 0; i < format.nb_stream_groups(); i++) {
      AVStreamGroup g = format.stream_groups(i);
      boolean main = (g.disposition() & AV_DISPOSITION_DEFAULT) != 0;
      if (g.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID && (main || found == null)) {
        found = g;
        if (main) {
          return new TiledPicture(demuxer, found);
        }
      }
    }
    for (int i = 0; i < format.nb_streams(); i++) {
      if ((format.streams(i).disposition() & AV_DISPOSITION_DEFAULT) != 0) {
        // The tiles belong to something else, such as a depth map.
        return null;
      }
    }
    return found == null ? null : new TiledPicture(demuxer, found);
  }

  /** How it is turned for display. */
  Orientation orientation() {
    return Orientation.of(grid.coded_side_data(), grid.nb_coded_side_data());
  }

  /** Pixels as stored. */
  int width() {
    return grid.width();
  }

  /** Pixels as stored. */
  int height() {
    return grid.height();
  }

  /** Codec and tags of the tiles. */
  AVCodecParameters tile() {
    return group.streams(0).codecpar();
  }

  /**
   * Decodes and joins the tiles.
   *
   * @return as stored, not turned
   * @throws UserError if the picture is too large, or a tile is missing or damaged
   */
  RgbImage read() {
    demuxer.checkSize(grid.width(), grid.height());
    RgbImage[] tiles = new RgbImage[group.nb_streams()];
    for (AVPacket p = demuxer.next(); p != null; p = demuxer.next()) {
      for (int i = 0; i < tiles.length; i++) {
        if (group.streams(i).index() == p.stream_index() && tiles[i] == null) {
          tiles[i] = decode(group.streams(i), p);
        }
      }
    }
    RgbImage picture = RgbImage.blank(grid.width(), grid.height());
    byte[] back = {grid.background(0), grid.background(1), grid.background(2)};
    for (int i = 0; i < picture.rgb().length; i++) {
      picture.rgb()[i] = back[i % 3];
    }
    long missing = 0;
    for (int i = 0; i < grid.nb_tiles(); i++) {
      RgbImage tile = tiles[grid.offsets_idx(i)];
      if (tile == null) {
        missing++;
      } else {
        paste(
            tile,
            picture,
            grid.offsets_horizontal(i) - grid.horizontal_offset(),
            grid.offsets_vertical(i) - grid.vertical_offset());
      }
    }
    if (missing > 0) {
      throw new BadInput(
          demuxer.shown()
              + " is damaged: "
              + missing
              + " of its "
              + grid.nb_tiles()
              + " tiles can't be decoded; copy it again or convert it to PNG");
    }
    return picture;
  }

  private RgbImage decode(AVStream stream, AVPacket packet) {
    try (FrameDecoder decoder = new FrameDecoder(demuxer, stream, 1)) {
      boolean whole = decoder.send(packet);
      decoder.send(null);
      AVFrame frame = decoder.receive();
      if (!whole || frame == null || frame.decode_error_flags() != 0) {
        return null;
      }
      try (ToRgb toRgb = new ToRgb(frame.width(), frame.height(), stream.codecpar())) {
        return toRgb.convert(frame);
      }
    }
  }

  private static void paste(RgbImage tile, RgbImage to, int left, int top) {
    int x0 = Math.max(0, left);
    int x1 = Math.min(to.width(), left + tile.width());
    for (int y = Math.max(0, top); y < Math.min(to.height(), top + tile.height()) && x1 > x0; y++) {
      System.arraycopy(
          tile.rgb(),
          3 * ((y - top) * tile.width() + x0 - left),
          to.rgb(),
          3 * (y * to.width() + x0),
          3 * (x1 - x0));
    }
  }
}
