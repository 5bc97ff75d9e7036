/** A picture to a latent without optimisation: features, regressions, their fit and their files. */
package io.reenact.encoder;
