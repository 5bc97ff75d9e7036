/** Text as this project writes and reads it: JSON, hashes, names, small files. */
package io.reenact.text;
