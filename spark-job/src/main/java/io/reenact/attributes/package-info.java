/** Attribute flows: samples drawn and labelled on executors, the fit, the trial against lines. */
package io.reenact.attributes;
