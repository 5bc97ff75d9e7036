package io.reenact.video;

import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.hadoop.conf.Configuration;

/** Still images: PNG in and out, resizing, and several side by side. */
public final class Images {
  private static final byte WHITE = (byte) 255;

  private Images() {}

  /** PNG bytes, lossless. */
  public static byte[] png(RgbImage image) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      // The cache would be a file on disk for every picture.
      try (var to = new javax.imageio.stream.MemoryCacheImageOutputStream(out)) {
        ImageIO.write(toBufferedImage(image), "png", to);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PNG bytes, lossless, which say where the picture comes from. */
  public static byte[] png(RgbImage image, Provenance origin) {
    return origin.inPng(png(image));
  }

  /**
   * From the bytes of a PNG (or another format that Java reads: JPEG, GIF, BMP), turned for display
   * where it says so; transparent parts become white.
   *
   * @param name for messages
   * @throws UserError if it is no image or larger than 64 megapixels
   */
  public static RgbImage read(byte[] bytes, String name) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new BadInput(Av.shown(name) + " is no PNG or JPEG image; convert it");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > Demuxer.MOST_STILL_PIXELS) {
          throw new BadInput(
              Av.shown(name)
                  + " has "
                  + reader.getWidth(0)
                  + "x"
                  + reader.getHeight(0)
                  + " pixels, more than 64 megapixels: the header is damaged, or scale it down");
        }
        return PictureHeader.of(bytes).orientation().apply(of(reader.read(0)));
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new BadInput(
          Av.shown(name) + " is a damaged image (" + Av.shown(String.valueOf(e.getMessage())) + ")",
          e);
    }
  }

  /**
   * Reads an image file from any Hadoop file system, turned for display where it says so.
   *
   * @throws UserError if it is missing, empty, no image, or too large
   */
  public static RgbImage read(String uri, Configuration hadoop) {
    try (VideoReader reader = VideoReader.open(MediaSource.of(uri), hadoop)) {
      VideoFrame frame = reader.next();
      if (frame == null) {
        throw new BadInput(Av.shown(uri) + " has no picture that can be read; convert it to PNG");
      }
      return frame.image();
    }
  }

  /**
   * Writes a PNG file, which says where it comes from, to any Hadoop file system; it appears
   * complete or not at all.
   *
   * @throws UserError if it may not be written
   */
  public static void writePng(RgbImage image, String uri, Configuration hadoop, Provenance origin) {
    byte[] bytes = png(image, origin);
    HadoopOutput.write(uri, hadoop, out -> out.write(bytes));
  }

  /** As Java's own image class, for drawing on; a copy. */
  public static BufferedImage toBufferedImage(RgbImage image) {
    BufferedImage to =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) to.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return to;
  }

  /** From Java's own image class; transparent parts become white. */
  public static RgbImage of(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    boolean plain = image.getType() == BufferedImage.TYPE_3BYTE_BGR;
    RgbImage to = RgbImage.blank(w, h);
    byte[] rgb = to.rgb();
    if (plain && image.getRaster().getParent() == null) {
      WritableRaster raster = image.getRaster();
      byte[] bgr = ((DataBufferByte) raster.getDataBuffer()).getData();
      for (int i = 0; i < rgb.length; i += 3) {
        rgb[i] = bgr[i + 2];
        rgb[i + 1] = bgr[i + 1];
        rgb[i + 2] = bgr[i];
      }
      return to;
    }
    if (image.getColorModel() instanceof ComponentColorModel model
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      // Java would apply a linear grey colour space; everyone else takes the values as they are.
      int shift = Math.max(0, model.getComponentSize(0) - Byte.SIZE);
      Raster raster = image.getRaster();
      int[] values = raster.getSamples(0, 0, w, h, 0, (int[]) null);
      int[] alphas = model.hasAlpha() ? raster.getSamples(0, 0, w, h, 1, (int[]) null) : null;
      for (int i = 0; i < values.length; i++) {
        int a = alphas == null ? 255 : alphas[i] >> shift;
        rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = overWhite(values[i] >> shift, a);
      }
      return to;
    }
    int[] argb = image.getRGB(0, 0, w, h, null, 0, w);
    for (int i = 0; i < argb.length; i++) {
      int a = argb[i] >>> 24;
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = overWhite((argb[i] >> (16 - 8 * c)) & 0xff, a);
      }
    }
    return to;
  }

  /**
   * A partly transparent value on white.
   *
   * @param value 0 to 255
   * @param alpha 0 for transparent to 255
   */
  static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  /**
   * Resizes with an antialiased triangle filter: every source pixel counts when shrinking, bilinear
   * when growing.
   */
  public static RgbImage resize(RgbImage image, int width, int height) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    Taps across = new Taps(image.width(), width);
    Taps down = new Taps(image.height(), height);
    int row = 3 * width;
    float[] half = new float[row * image.height()];
    byte[] from = image.rgb();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < across.weights[x].length; k++) {
          float weight = across.weights[x][k];
          int s = 3 * (y * image.width() + across.first[x] + k);
          int d = y * row + 3 * x;
          half[d] += weight * (from[s] & 0xff);
          half[d + 1] += weight * (from[s + 1] & 0xff);
          half[d + 2] += weight * (from[s + 2] & 0xff);
        }
      }
    }
    RgbImage to = RgbImage.blank(width, height);
    float[] sum = new float[row];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(sum, 0.5f);
      for (int k = 0; k < down.weights[y].length; k++) {
        float weight = down.weights[y][k];
        int s = (down.first[y] + k) * row;
        for (int i = 0; i < row; i++) {
          sum[i] += weight * half[s + i];
        }
      }
      for (int i = 0; i < row; i++) {
        to.rgb()[y * row + i] = (byte) (int) Math.max(0, Math.min(255, sum[i]));
      }
    }
    return to;
  }

  /** For every target pixel of one direction: the source pixels that count, and how much. */
  private static final class Taps {
    private final int[] first;
    private final float[][] weights;

    Taps(int from, int to) {
      first = new int[to];
      weights = new float[to][];
      double scale = (double) from / to;
      double reach = Math.max(1, scale);
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int lo = Math.max(0, (int) Math.floor(centre - reach + 0.5));
        int hi = Math.min(from, (int) Math.ceil(centre + reach - 0.5));
        hi = Math.max(hi, lo + 1);
        double sum = 0;
        double[] w = new double[hi - lo];
        for (int k = lo; k < hi; k++) {
          w[k - lo] = Math.max(0, 1 - Math.abs(k + 0.5 - centre) / reach);
          sum += w[k - lo];
        }
        first[i] = lo;
        weights[i] = new float[w.length];
        for (int k = 0; k < w.length; k++) {
          weights[i][k] = (float) (w[k] / sum);
        }
      }
    }
  }

  /** Images in one row, tops aligned, white where they end. */
  public static RgbImage sideBySide(List<RgbImage> images) {
    return sheet(images, images.size());
  }

  /**
   * Images in rows from the left, each in a cell of the size of the largest, white where they end.
   *
   * @param columns images in a row
   */
  public static RgbImage sheet(List<RgbImage> images, int columns) {
    int w = images.stream().mapToInt(RgbImage::width).max().orElse(1);
    int h = images.stream().mapToInt(RgbImage::height).max().orElse(1);
    int rows = Math.max(1, (images.size() + columns - 1) / columns);
    RgbImage to = RgbImage.blank(w * columns, h * rows);
    java.util.Arrays.fill(to.rgb(), WHITE);
    for (int i = 0; i < images.size(); i++) {
      RgbImage one = images.get(i);
      int left = w * (i % columns);
      int top = h * (i / columns);
      for (int y = 0; y < one.height(); y++) {
        System.arraycopy(
            one.rgb(),
            3 * y * one.width(),
            to.rgb(),
            3 * ((top + y) * to.width() + left),
            3 * one.width());
      }
    }
    return to;
  }
}
