package io.reenact.splat.cuda;

import java.util.ArrayList;
import java.util.List;

/** The arrays of a batch of pictures on the device. */
final class CudaBuffers implements AutoCloseable {
  final CudaArray gaussians;
  final CudaArray views;
  final CudaArray records;
  final CudaArray keys;
  final CudaArray order;
  final CudaArray touched;
  final CudaArray offsets;
  final CudaArray firstSlots;
  final CudaArray tiles;
  final CudaArray lists;
  final CudaArray starts;
  final CudaArray blended;
  final CudaArray rgb;
  final CudaArray image;
  final CudaArray alpha;
  final CudaArray slots;
  final CudaArray gradient;

  /** Where the Gaussians are: {@link #gaussians}, or memory of the caller. */
  long source;

  private final CudaDriver driver;
  private final List<CudaArray> all = new ArrayList<>();

  CudaBuffers(CudaDriver driver) {
    this.driver = driver;
    gaussians = array();
    views = array();
    records = array();
    keys = array();
    order = array();
    touched = array();
    offsets = array();
    firstSlots = array();
    tiles = array();
    lists = array();
    starts = array();
    blended = array();
    rgb = array();
    image = array();
    alpha = array();
    slots = array();
    gradient = array();
  }

  private CudaArray array() {
    CudaArray array = new CudaArray(driver);
    all.add(array);
    return array;
  }

  @Override
  public void close() {
    all.forEach(CudaArray::close);
  }
}
