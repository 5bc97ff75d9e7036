/** How cost and memory grow with the number of units, and what Spark itself costs. */
package io.reenact.scale;
