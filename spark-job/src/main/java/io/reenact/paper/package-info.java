/** Tables as papers print them: means with intervals, arrows, the best in bold. */
package io.reenact.paper;
