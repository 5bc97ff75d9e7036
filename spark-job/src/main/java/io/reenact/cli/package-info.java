/** The command line: one small class a command, and the settings. */
package io.reenact.cli;
