/** What can be set: the one declaration of settings, profiles over it, sections as records. */
package io.reenact.settings;
