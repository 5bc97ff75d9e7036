/** One image pair or one set of features to numbers. */
package io.reenact.metric;
