/**
 * Small networks: pinned face models, the TFLite-graph loader on DJL NDArrays, identity, landmark
 * and perceptual encoders.
 */
package io.reenact.nn;
