package io.reenact.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.AbstractFunction3;
import scala.runtime.AbstractFunction5;

/**
 * The functions {@code reenact_...} on latents and pictures, for any Spark session. Null arguments
 * give null; vectors are {@code array<float>} (any numbers are taken). The configuration says which
 * generator they use:
 *
 * <pre>
 * spark.reenact.generator.bundle   folder, default: embedded
 * spark.reenact.generator.sha256   of its generator.json
 * spark.reenact.boundaries         folder of NAME.npy beside the bundle's boundaries
 * spark.reenact.directions         folder of fitted directions in the place of the bundle's
 * spark.reenact.encoder            folder of an encoder for the functions that lift
 * spark.reenact.workspace          root against which weights_uri is resolved
 * </pre>
 */
public final class ReenactFunctions {
  private ReenactFunctions() {}

  /**
   * Gives a session the functions, as the setting {@code
   * spark.sql.extensions=io.reenact.udf.ReenactExtensions} does for all. In PySpark: {@code
   * spark._jvm.io.reenact.udf.ReenactFunctions.register(spark._jsparkSession)}.
   */
  public static void register(SparkSession spark) {
    var registry =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().functionRegistry();
    for (SqlFunction f : SqlFunction.values()) {
      registry.registerFunction(
          new FunctionIdentifier(f.sqlName()), FunctionHelp.of(f), new Builder(f));
    }
  }

  static void inject(SparkSessionExtensions extensions) {
    for (SqlFunction f : SqlFunction.values()) {
      extensions.injectFunction(
          new Tuple3<>(new FunctionIdentifier(f.sqlName()), FunctionHelp.of(f), new Builder(f)));
    }
  }

  /** Makes the expression of one call when a query is analysed. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    private final SqlFunction function;

    Builder(SqlFunction function) {
      this.function = function;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      function.check(arguments.length());
      EngineSettings settings =
          function.needsBundle() ? EngineSettings.of(SparkSession.active()) : null;
      Body body = new Body(function, settings);
      // Spark's own call takes at least one argument here.
      Seq<Expression> children =
          arguments.isEmpty()
              ? seq(List.<Expression>of(new Literal(true, DataTypes.BooleanType)))
              : arguments;
      Option<ExpressionEncoder<?>> none = Option.empty();
      return new ScalaUDF(
          callable(body, children.length()),
          function.type(),
          children,
          seq(new ArrayList<>(Collections.nCopies(children.length(), none))),
          none,
          Option.apply(function.sqlName()),
          true,
          true);
    }

    private static <T> Seq<T> seq(List<T> list) {
      return CollectionConverters.asScala(list).toList();
    }
  }

  private static Object callable(Body body, int arguments) {
    return switch (arguments) {
      case 1 -> new One(body);
      case 2 -> new Two(body);
      case 3 -> new Three(body);
      case 5 -> new Five(body);
      default -> throw new IllegalStateException("no function has " + arguments + " arguments");
    };
  }

  /** A call on an executor. */
  private record Body(SqlFunction function, EngineSettings settings) implements Serializable {
    private static final long serialVersionUID = 1L;

    Object call(Object... values) {
      for (Object value : values) {
        if (value == null) {
          return null;
        }
      }
      return function.call(values, settings, Engine::of);
    }
  }

  private static final class One extends AbstractFunction1<Object, Object> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Body body;

    One(Body body) {
      this.body = body;
    }

    @Override
    public Object apply(Object a) {
      return body.call(a);
    }
  }

  private static final class Two extends AbstractFunction2<Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Body body;

    Two(Body body) {
      this.body = body;
    }

    @Override
    public Object apply(Object a, Object b) {
      return body.call(a, b);
    }
  }

  private static final class Three extends AbstractFunction3<Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Body body;

    Three(Body body) {
      this.body = body;
    }

    @Override
    public Object apply(Object a, Object b, Object c) {
      return body.call(a, b, c);
    }
  }

  private static final class Five
      extends AbstractFunction5<Object, Object, Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final Body body;

    Five(Body body) {
      this.body = body;
    }

    @Override
    public Object apply(Object a, Object b, Object c, Object d, Object e) {
      return body.call(a, b, c, d, e);
    }
  }
}
