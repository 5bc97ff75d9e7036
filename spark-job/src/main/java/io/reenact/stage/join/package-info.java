/** The stage join: pieces of long renders to one video. */
package io.reenact.stage.join;
