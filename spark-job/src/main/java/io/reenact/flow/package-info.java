/** The catalogue of stages and their order. */
package io.reenact.flow;
