package io.reenact.runner;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Runs a job whose results are heard of task by task, not all at the end, and not kept. */
final class Jobs {
  private Jobs() {}

  /**
   * Calls {@code each} on the driver for every element, as soon as its task has ended, and then
   * {@code ended} with the task's number.
   */
  static <T extends Serializable> void run(JavaRDD<T> rdd, Consumer<T> each, IntConsumer ended) {
    SparkContext sc = rdd.context();
    ClassTag<ArrayList<T>> tag = ClassTag$.MODULE$.apply(ArrayList.class);
    Function1<Iterator<T>, ArrayList<T>> gather = new Gather<>();
    sc.runJob(
        rdd.rdd(),
        gather,
        new AbstractFunction2<Object, ArrayList<T>, BoxedUnit>() {
          @Override
          public BoxedUnit apply(Object partition, ArrayList<T> results) {
            results.forEach(each);
            ended.accept((Integer) partition);
            return BoxedUnit.UNIT;
          }
        },
        tag);
  }

  private static final class Gather<T> extends AbstractFunction1<Iterator<T>, ArrayList<T>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public ArrayList<T> apply(Iterator<T> elements) {
      ArrayList<T> list = new ArrayList<>();
      while (elements.hasNext()) {
        list.add(elements.next());
      }
      return list;
    }
  }
}
