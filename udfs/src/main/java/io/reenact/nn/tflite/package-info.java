/** From TensorFlow Lite files to TorchScript modules that are differentiable to their input. */
package io.reenact.nn.tflite;
