/**
 * Running networks: arrays with gradients on DJL's PyTorch, devices, precision, TorchScript
 * modules.
 */
package io.reenact.nn;
