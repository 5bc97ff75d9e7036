/** The stage evaluate: measures renders against the original clips. */
package io.reenact.stage.evaluate;
