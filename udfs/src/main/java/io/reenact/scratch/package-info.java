/** Temporary folders that outlive nobody. */
package io.reenact.scratch;
