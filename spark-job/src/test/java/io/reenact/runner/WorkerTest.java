package io.reenact.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.reenact.telemetry.Usage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class WorkerTest {
  @Test
  void coresAreOneExecutorsAndNoOthers() throws InterruptedException {
    Worker one = new Worker("1", 2, null);
    Worker other = new Worker("2", 3, null);
    try (Slots.Permit all = one.slots().take(2);
        Slots.Permit ofTheOther = other.slots().take(3)) {
      assertThat(all).isNotSameAs(ofTheOther);
    }
  }

  @Test
  void whoAsksForMoreCoresThanThereAreGetsAll() throws InterruptedException, ExecutionException {
    Slots slots = new Worker("1", 2, null).slots();
    ExecutorService second = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Void> waits;
      try (Slots.Permit all = slots.take(8)) {
        assertThat(all).isNotNull();
        waits =
            CompletableFuture.runAsync(
                () -> {
                  try (Slots.Permit one = slots.take(1)) {
                    assertThat(one).isNotNull();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                },
                second);
        assertThat(waits).isNotDone();
      }
      waits.get();
    } finally {
      second.shutdownNow();
    }
  }

  @Test
  void memoryIsLookedAtNowAndThenOrAlways() {
    Worker worker = new Worker("1", 2, null);
    assertThat(worker.looksAtMemory(false)).isTrue();
    assertThat(worker.looksAtMemory(true)).isTrue();
    assertThat(worker.meters()).isEmpty();
  }

  /** Of units that run at a time one looks a second: what it sees is the others' memory too. */
  @Test
  void whatOneUnitSeesOfMemoryTheOthersKnow() throws InterruptedException {
    Worker worker = new Worker("1", 2, null);
    AttemptMeter meter = new AttemptMeter(worker, new Usage(), "cpu");
    meter.begin();
    Thread.sleep(1_100); // A meter beats once a second.
    assertThat(worker.looksAtMemory(true)).isTrue();
    worker.saw(1L << 50);
    meter.beat();
    worker.saw(1L << 20);
    assertThat(meter.memoryBytes()).isEqualTo(1L << 50);
  }
}
