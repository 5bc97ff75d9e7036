/** A rendered head in the driver's own frames: the old head taken out, the new one put in. */
package io.reenact.paste;
