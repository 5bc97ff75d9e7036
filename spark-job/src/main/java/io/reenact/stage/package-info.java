/** Thin stages: read tables, plan units, run an executor function, commit tables. */
package io.reenact.stage;
