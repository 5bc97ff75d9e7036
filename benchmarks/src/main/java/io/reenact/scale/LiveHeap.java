package io.reenact.scale;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The most bytes that were alive after any garbage collection while this is open. */
final class LiveHeap implements AutoCloseable {
  private final AtomicLong most = new AtomicLong();
  private final NotificationListener listener =
      (notification, handback) -> {
        var info =
            GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        // Young collections leave garbage in the old generation.
        if (info.getGcAction().contains("major")) {
          most.accumulateAndGet(
              info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                  .filter(e -> heap(e.getKey()))
                  .map(java.util.Map.Entry::getValue)
                  .mapToLong(MemoryUsage::getUsed)
                  .sum(),
              Math::max);
        }
      };
  private final Thread collector =
      new Thread(
          () -> {
            try {
              long took = 10;
              while (!Thread.interrupted()) {
                // A thirtieth of the time at most, whatever the heap holds.
                Thread.sleep(Math.max(100, 30 * took));
                long begin = System.nanoTime();
                System.gc();
                took = (System.nanoTime() - begin) / 1_000_000;
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          },
          "live-heap");

  LiveHeap() {
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) gc).addNotificationListener(listener, null, null);
    }
    collector.setDaemon(true);
    collector.start();
  }

  private static boolean heap(String pool) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .anyMatch(
            p -> p.getName().equals(pool) && p.getType() == java.lang.management.MemoryType.HEAP);
  }

  /** Bytes. */
  long most() {
    return most.get();
  }

  @Override
  public void close() throws ListenerNotFoundException {
    collector.interrupt();
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) gc).removeNotificationListener(listener);
    }
  }
}
