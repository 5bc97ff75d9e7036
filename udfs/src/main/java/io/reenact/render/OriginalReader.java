package io.reenact.render;

import io.reenact.video.MediaSource;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoFrame;
import io.reenact.video.VideoReader;
import org.apache.hadoop.conf.Configuration;

/** A clip's frames; those in rising order of their indices are read once. */
final class OriginalReader implements AutoCloseable {
  private final VideoReader video;
  private VideoFrame last;

  OriginalReader(MediaSource source, Configuration hadoop) {
    video = VideoReader.open(source, hadoop);
  }

  int width() {
    return video.info().width();
  }

  int height() {
    return video.info().height();
  }

  /** Frame {@code index}; where the file is damaged the one before it, or white. */
  RgbImage at(int index) {
    if (last == null || last.index() > index) {
      video.seek(index);
      last = null;
    }
    while (last == null || last.index() < index) {
      VideoFrame next = video.next();
      if (next == null) {
        break;
      }
      last = next;
    }
    return last == null ? RgbImage.blank(width(), height()) : last.image();
  }

  @Override
  public void close() {
    video.close();
  }
}
