package io.reenact.evaluation;

import io.reenact.metric.FrameSplit;
import io.reenact.metric.Measurement;
import io.reenact.metric.Metric;
import io.reenact.metric.Region;
import io.reenact.nn.face.FaceNetworks;
import io.reenact.nn.face.LandmarkNetwork;
import io.reenact.nn.face.LandmarkNetwork68;
import io.reenact.nn.face.RecognitionNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Means over frames, by metric and region; NaN doesn't count. */
final class MetricMeans {
  private record Key(Metric metric, Region region) {}

  private final FaceNetworks networks;
  private final String reader;
  private final FrameSplit split;
  private final Map<Key, double[]> sums = new LinkedHashMap<>();

  /**
   * @param networks whose names the rows of their metrics say
   * @param reader the name of who reads landmarks; empty for the tracker
   * @param split which frames are added
   */
  MetricMeans(FaceNetworks networks, String reader, FrameSplit split) {
    this.networks = networks;
    this.reader = reader;
    this.split = split;
  }

  void add(Metric metric, Region region, double value) {
    if (!Double.isNaN(value)) {
      double[] s = sums.computeIfAbsent(new Key(metric, region), k -> new double[2]);
      s[0] += value;
      s[1]++;
    }
  }

  /** Adds a value in each of a metric's regions. */
  void add(Metric metric, double value) {
    metric.regions().forEach(region -> add(metric, region, value));
  }

  List<Measurement> rows(String item) {
    List<Measurement> rows = new ArrayList<>();
    sums.forEach(
        (k, s) ->
            rows.add(
                new Measurement(item, k.metric, s[0] / s[1], k.region, network(k.metric), split)));
    return rows;
  }

  private String network(Metric metric) {
    return switch (metric.measure().judge()) {
      case NONE -> "";
      case IDENTITY -> networks.identity().name();
      case SECOND_IDENTITY -> RecognitionNetwork.NAME;
      case EXPRESSION -> networks.expression().name();
      case PERCEPTUAL -> networks.perceptual().name();
      case GAZE -> LandmarkNetwork.NAME;
      case LANDMARKS -> reader;
      case SECOND_LANDMARKS -> LandmarkNetwork68.NAME;
    };
  }
}
