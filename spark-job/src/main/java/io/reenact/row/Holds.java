package io.reenact.row;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a column holds: the comment that {@code DESCRIBE} and the reference page show. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Holds {
  /** Meaning, unit, range, shape; when it is null. */
  String value();

  /** The column's name where it is not the component's in snake_case. */
  String name() default "";

  /** Whether it names a file of the workspace, relative to its root. */
  boolean file() default false;
}
