/** What people read while a command runs: lines, progress, tables of text. */
package io.reenact.console;
