/** Edits tried against each other: along flows and along boundaries, judged from pictures. */
package io.reenact.edit;
