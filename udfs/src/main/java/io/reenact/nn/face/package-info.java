/**
 * The face networks: landmarks, expression, identity, perceptual distance, bundled or a user's own.
 */
package io.reenact.nn.face;
