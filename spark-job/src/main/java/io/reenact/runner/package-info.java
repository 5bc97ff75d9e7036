/** Runs stages: what a stage and a unit of work are, packing, tasks, attempts, progress. */
package io.reenact.runner;
