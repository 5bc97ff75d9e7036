/** The 25-float camera: orbits, smoothing, slerp. */
package io.reenact.camera;
