/** What every benchmark is, the rows that it prints, and the laboratory that several share. */
package io.reenact.benchmark;
