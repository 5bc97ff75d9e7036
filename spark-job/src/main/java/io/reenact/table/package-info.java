/** The tables of a workspace: where they are and what their columns hold. */
package io.reenact.table;
