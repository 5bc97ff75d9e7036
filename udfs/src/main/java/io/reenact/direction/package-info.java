/**
 * Directions for any generator (Bounareli et al.: delta w = p A): expressions read from renderings,
 * sums of a regression that can be merged, training through the generator, and how good it is.
 */
package io.reenact.direction;
