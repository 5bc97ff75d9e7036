/** Whether a machine has what the job needs, each thing in a line. Knows no Spark. */
package io.reenact.doctor;
