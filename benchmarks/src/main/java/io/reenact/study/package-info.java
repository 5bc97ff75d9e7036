/** How good things are: ablations, quality and truth. */
package io.reenact.study;
