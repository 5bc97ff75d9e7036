/** Which units there are and where they run: corpora, cohorts, packing, resources. */
package io.reenact.plan;
