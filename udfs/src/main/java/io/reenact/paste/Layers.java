package io.reenact.paste;

import io.reenact.face.AlignedCrop;
import io.reenact.face.FrameTrack;
import io.reenact.paste.HeadPaste.Pasted;
import io.reenact.video.RgbImage;

/** A frame taken apart: the driver's body, and the new head before it. */
final class Layers {
  private final RgbImage frame;
  private byte[] body;

  /**
   * @param body the person in the frame, {@code [height * width]} from 0 to 1
   */
  Layers(RgbImage frame, float[] body) {
    this.frame = frame;
    this.body = new byte[body.length];
    for (int i = 0; i < body.length; i++) {
      this.body[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, body[i])));
    }
  }

  /** Takes something in a crop out of the body. */
  void without(float[] gone, FrameTrack t, int size) {
    body = painted(body, -1, gone, t, size);
  }

  /**
   * The frame put together again.
   *
   * @param behind the picture behind all; null for nothing, which gives the frame an alpha channel
   * @param head the new head's colours in the crop; null for none
   * @param cover its coverage there
   */
  Pasted with(RgbImage behind, float[] head, float[] cover, FrameTrack t, int size) {
    int n = body.length;
    byte[] rgb = new byte[3 * n];
    for (int i = 0; i < n; i++) {
      int a = body[i] & 0xff;
      for (int c = 0; c < 3; c++) {
        int over = a * (frame.rgb()[3 * i + c] & 0xff);
        int under = behind == null ? 0 : (255 - a) * (behind.rgb()[3 * i + c] & 0xff);
        rgb[3 * i + c] = (byte) ((over + under + 127) / 255);
      }
    }
    RgbImage below = new RgbImage(frame.width(), frame.height(), rgb);
    RgbImage image =
        head == null ? below : AlignedCrop.paste(below, head, cover, t.crop(), size, t.roll());
    if (behind != null) {
      return new Pasted(image, null);
    }
    byte[] alpha = head == null ? body : painted(body, 1, cover, t, size);
    return new Pasted(straight(image, alpha), alpha);
  }

  /** One value painted over a channel of the frame's size. */
  private byte[] painted(byte[] channel, float value, float[] cover, FrameTrack t, int size) {
    byte[] rgb = new byte[3 * channel.length];
    for (int i = 0; i < channel.length; i++) {
      rgb[3 * i] = channel[i];
    }
    float[] colour = new float[3 * size * size];
    java.util.Arrays.fill(colour, value);
    RgbImage grey = new RgbImage(frame.width(), frame.height(), rgb);
    byte[] out = AlignedCrop.paste(grey, colour, cover, t.crop(), size, t.roll()).rgb();
    byte[] result = new byte[channel.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = out[3 * i];
    }
    return result;
  }

  /** Colours as they are, not weighed by what they cover. */
  private static RgbImage straight(RgbImage image, byte[] alpha) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < alpha.length; i++) {
      int a = alpha[i] & 0xff;
      for (int c = 0; c < 3 && a > 0; c++) {
        int v = rgb[3 * i + c] & 0xff;
        rgb[3 * i + c] = (byte) Math.min(255, (255 * v + a / 2) / a);
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }
}
