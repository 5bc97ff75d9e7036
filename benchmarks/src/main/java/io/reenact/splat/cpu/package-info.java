/** What benchmarks need to see of the rasterizer's inside. */
package io.reenact.splat.cpu;
