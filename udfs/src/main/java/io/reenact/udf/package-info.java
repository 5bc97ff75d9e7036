/** The engines as Spark SQL functions, from Java, Scala, SQL and PySpark. */
package io.reenact.udf;
