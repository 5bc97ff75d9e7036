/** The stage index: finds, hashes and probes the clips of a corpus. */
package io.reenact.stage.index;
