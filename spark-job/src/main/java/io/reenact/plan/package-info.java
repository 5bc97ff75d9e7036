/** What there is to do: corpora and manifests, checksums, cohorts, units packed into tasks. */
package io.reenact.plan;
