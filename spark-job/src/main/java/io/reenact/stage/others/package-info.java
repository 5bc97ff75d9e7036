/** The stage import: videos of other systems, brought into the form of renders to be measured. */
package io.reenact.stage.others;
