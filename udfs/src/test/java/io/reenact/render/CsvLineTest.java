package io.reenact.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Curves and camera paths as spreadsheets save them. */
class CsvLineTest {
  @Test
  void semicolonsStandForCommasAndCommasForPoints() {
    assertThat(CsvLine.cells("0.5, 1 ,-2")).containsExactly("0.5", "1", "-2");
    assertThat(CsvLine.cells("0,5; 1 ;-2,25")).containsExactly("0.5", "1", "-2.25");
    NumberCurves curves =
        NumberCurves.parse("seconds;smile\n0;0\n0,5;1,5\n", "edits file", "c.csv");
    assertThat(curves.peaks()).containsEntry("smile", 1.5);
    assertThat(curves.end()).isEqualTo(0.5);
    assertThat(CameraPath.parse("0;0;0;0\n0,2;20,5;0;0\n", "p.csv").end()).isEqualTo(0.2);
  }
}
