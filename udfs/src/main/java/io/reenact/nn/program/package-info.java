/** Networks as lists of operators with packed weights, as {@code network.cpp} runs them. */
package io.reenact.nn.program;
