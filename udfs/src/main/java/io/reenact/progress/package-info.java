/** How far work is, as engines tell it. */
package io.reenact.progress;
