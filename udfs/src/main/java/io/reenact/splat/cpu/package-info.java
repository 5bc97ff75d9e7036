/** The rasterizer on the CPU, with the Vector API. */
package io.reenact.splat.cpu;
