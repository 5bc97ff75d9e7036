/** EG3D's camera of 25 floats and rotations: orbits, steps between cameras, conversions. */
package io.reenact.camera;
