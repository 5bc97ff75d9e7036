/** What users are told in one line: bad input, bad settings, stores that can't be used. */
package io.reenact.error;
