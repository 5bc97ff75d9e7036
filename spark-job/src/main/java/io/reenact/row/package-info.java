/** Rows of the tables: a record a table says its columns, and one codec reads and writes them. */
package io.reenact.row;
