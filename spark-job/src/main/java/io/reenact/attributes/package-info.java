/** Attribute flows: samples drawn and labelled on executors, and the fit. */
package io.reenact.attributes;
