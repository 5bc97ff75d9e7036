/** Schemas, layouts and durable results: what is on the disk under a workspace. */
package io.reenact.table;
