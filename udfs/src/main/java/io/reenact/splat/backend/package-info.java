/** Which rasterizer draws: the backends, and the one place that chooses between them. */
package io.reenact.splat.backend;
