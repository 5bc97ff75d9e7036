package io.reenact.udf;

import io.reenact.camera.Camera;
import io.reenact.error.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scala.collection.Iterator;

/**
 * A function's arguments as Spark hands them over, none of them null.
 *
 * @param function its name, for messages
 * @param values Scala sequences and maps, boxed numbers, strings
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call
record Arguments(String function, Object[] values) {
  int count() {
    return values.length;
  }

  float[] vector(int i) {
    if (!(values[i] instanceof scala.collection.Seq<?> seq)) {
      throw bad(i, "an array of numbers");
    }
    float[] v = new float[seq.length()];
    Iterator<?> it = seq.iterator();
    for (int k = 0; k < v.length; k++) {
      if (!(it.next() instanceof Number n)) {
        throw bad(i, "an array of numbers without null");
      }
      v[k] = n.floatValue();
    }
    return v;
  }

  byte[] bytes(int i) {
    if (!(values[i] instanceof byte[] bytes)) {
      throw bad(i, "binary");
    }
    return bytes;
  }

  /** Pictures' bytes; null among them stays null. */
  List<byte[]> pictures(int i) {
    if (!(values[i] instanceof scala.collection.Seq<?> seq)) {
      throw bad(i, "an array of binary");
    }
    List<byte[]> all = new ArrayList<>();
    Iterator<?> it = seq.iterator();
    while (it.hasNext()) {
      Object one = it.next();
      if (one instanceof byte[] bytes) {
        all.add(bytes);
      } else if (one != null) {
        throw bad(i, "an array of binary");
      }
    }
    return all;
  }

  double number(int i) {
    if (!(values[i] instanceof Number n)) {
      throw bad(i, "a number");
    }
    return n.doubleValue();
  }

  /** A number, or a default if the argument was left out. */
  double number(int i, double absent) {
    return i < values.length ? number(i) : absent;
  }

  String text(int i) {
    if (!(values[i] instanceof String s)) {
      throw bad(i, "a string");
    }
    return s;
  }

  boolean isMap(int i) {
    return values[i] instanceof scala.collection.Map<?, ?>;
  }

  /** Strengths by name. */
  Map<String, Double> strengths(int i) {
    Map<String, Double> map = new LinkedHashMap<>();
    Iterator<?> it = ((scala.collection.Map<?, ?>) values[i]).iterator();
    while (it.hasNext()) {
      if (!(it.next() instanceof scala.Tuple2<?, ?> e
          && e._1() instanceof String name
          && e._2() instanceof Number strength)) {
        throw bad(i, "a map from string to number");
      }
      map.put(name, strength.doubleValue());
    }
    return map;
  }

  Camera camera(int i) {
    float[] label = vector(i);
    try {
      return Camera.of(label);
    } catch (IllegalArgumentException e) {
      throw new UserError(function + ": argument " + (i + 1) + ": " + e.getMessage(), e);
    }
  }

  private UserError bad(int i, String expected) {
    return new UserError(function + ": argument " + (i + 1) + " must be " + expected);
  }
}
