/** A folder of pages, with scripts that hold their data, that shows what a run made. */
package io.reenact.report;
