/** With what results are made: settings, versions, models, machine, under one hash. */
package io.reenact.provenance;
