package io.reenact.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final List<String> closed = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();

  /** Something costly. */
  private final class Thing implements AutoCloseable {
    private final String name;
    private final AtomicInteger users = new AtomicInteger();

    Thing(String name) {
      this.name = name;
      made.incrementAndGet();
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void keepsAFewAndClosesTheOldest() throws Exception {
    Pool<String, Thing> pool = new Pool<>(2);
    for (String name : List.of("a", "b", "a", "c")) {
      pool.lend(name, () -> new Thing(name), t -> assertThat(closed).isEmpty());
    }
    assertThat(made).hasValue(3);
    assertThat(closed).containsExactly("b");
  }

  @Test
  void lendsOneOfAKeyAtATime() throws Exception {
    Pool<String, Thing> pool = new Pool<>(2, 1);
    ExecutorService tasks = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> users = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        users.add(
            tasks.submit(
                () ->
                    pool.ask(
                        "a",
                        () -> new Thing("a"),
                        t -> {
                          int now = t.users.incrementAndGet();
                          t.users.decrementAndGet();
                          return now;
                        })));
      }
      for (Future<Integer> now : users) {
        assertThat(now.get()).isEqualTo(1);
      }
    } finally {
      tasks.shutdown();
    }
    assertThat(made).hasValue(1);
    assertThat(closed).isEmpty();
  }

  @Test
  void closesWhatFailedAndGoesOn() throws Exception {
    Pool<String, Thing> pool = new Pool<>(2, 1);
    assertThatThrownBy(
            () ->
                pool.lend(
                    "a",
                    () -> new Thing("a"),
                    t -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(closed).containsExactly("a");
    assertThatThrownBy(
            () ->
                pool.lend(
                    "a",
                    () -> {
                      throw new IllegalStateException("can't be made");
                    },
                    t -> {}))
        .hasMessage("can't be made");
    pool.lend("a", () -> new Thing("a"), t -> {});
    assertThat(made).hasValue(2);
    assertThat(closed).hasSize(1);
  }
}
