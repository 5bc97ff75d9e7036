package io.reenact.paper;

import io.reenact.metric.FeatureMoments;
import java.io.Serializable;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Aggregator;

/**
 * Fr&eacute;chet distance of results' and drivers' features, gathered where the rows are: an
 * executor sees its rows one by one and hands on mean and covariance, never the rows. Input:
 * whether it is the result's, then the features.
 */
public final class Frechet extends Aggregator<Row, Frechet.Moments, Frechet.Distance> {
  private static final long serialVersionUID = 1L;

  /** Both clouds so far; null while there is none. */
  public static final class Moments implements Serializable {
    private static final long serialVersionUID = 1L;
    private FeatureMoments results;
    private FeatureMoments drivers;
  }

  /**
   * The distance, and what it depends on.
   *
   * @param value NaN with fewer than two frames of either kind
   * @param results how many frames of results
   * @param drivers how many of drivers
   */
  public record Distance(double value, long results, long drivers) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public Moments zero() {
    return new Moments();
  }

  @Override
  public Moments reduce(Moments to, Row row) {
    java.util.List<Float> values = row.getList(row.fieldIndex("features"));
    float[] features = new float[values.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = values.get(i);
    }
    if (row.getBoolean(row.fieldIndex("result"))) {
      to.results = to.results == null ? new FeatureMoments(features.length) : to.results;
      to.results.add(features);
    } else {
      to.drivers = to.drivers == null ? new FeatureMoments(features.length) : to.drivers;
      to.drivers.add(features);
    }
    return to;
  }

  @Override
  public Moments merge(Moments a, Moments b) {
    a.results = merged(a.results, b.results);
    a.drivers = merged(a.drivers, b.drivers);
    return a;
  }

  private static FeatureMoments merged(FeatureMoments a, FeatureMoments b) {
    if (a != null && b != null) {
      a.merge(b);
    }
    return a == null ? b : a;
  }

  @Override
  public Distance finish(Moments m) {
    long results = m.results == null ? 0 : m.results.count();
    long drivers = m.drivers == null ? 0 : m.drivers.count();
    double value = results < 2 || drivers < 2 ? Double.NaN : m.results.frechet(m.drivers);
    return new Distance(value, results, drivers);
  }

  @Override
  public Encoder<Moments> bufferEncoder() {
    return Encoders.javaSerialization(Moments.class);
  }

  @Override
  public Encoder<Distance> outputEncoder() {
    return Encoders.javaSerialization(Distance.class);
  }
}
