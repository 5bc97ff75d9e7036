/** Attribute flows: a normalising flow of latents given attributes, its training, its edits. */
package io.reenact.attribute;
