package io.reenact.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Pages of items of one kind: no more than one page of them is in memory. */
final class Pages {
  private final ReportFolder folder;
  private final String kind;
  private final int each;
  private final List<Object> items = new ArrayList<>();
  private int pages;
  private long count;

  /**
   * @param each how many items a page has at most
   */
  Pages(ReportFolder folder, String kind, int each) {
    this.folder = folder;
    this.kind = kind;
    this.each = each;
  }

  void add(Object item) throws IOException {
    items.add(item);
    count++;
    if (items.size() == each) {
      write();
    }
  }

  private void write() throws IOException {
    folder.data(kind, Integer.toString(++pages), items);
    items.clear();
  }

  /** Writes what is left; how many pages there are. */
  int finish() throws IOException {
    if (!items.isEmpty()) {
      write();
    }
    return pages;
  }

  /** How many items there are so far. */
  long count() {
    return count;
  }
}
