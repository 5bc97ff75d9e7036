/** A corpus of damaged and hostile inputs, and the run that shows what the job makes of it. */
package io.reenact.badinput;
