/** Arithmetic that other packages share; depends on none of them. */
package io.reenact.maths;
