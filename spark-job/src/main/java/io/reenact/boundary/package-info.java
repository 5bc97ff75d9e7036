/** Linear boundaries between labelled latents: samples, labels, the fit, pictures. */
package io.reenact.boundary;
