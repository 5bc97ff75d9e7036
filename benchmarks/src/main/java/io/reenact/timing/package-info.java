/** How long things take, side by side with what a user would pick instead. */
package io.reenact.timing;
