/** From units to published tables and back: publication, verification, vacuum, locks. */
package io.reenact.publish;
