/** What can go wrong on a real cluster, done to it on purpose. */
package io.reenact.faults;
