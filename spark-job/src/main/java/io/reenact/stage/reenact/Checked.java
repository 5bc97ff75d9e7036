package io.reenact.stage.reenact;

import io.reenact.error.UnusableStore;
import io.reenact.error.UserError;
import java.util.function.Supplier;

/**
 * A value, or why there is none. What many rows of a request share is made once, or refused once.
 */
sealed interface Checked<T> {
  /** The value. */
  record Fine<T>(T value) implements Checked<T> {
    @Override
    public T get() {
      return value;
    }
  }

  /** Why there is no value. */
  record Refused<T>(UserError error) implements Checked<T> {
    @Override
    public T get() {
      throw error;
    }
  }

  /**
   * @throws UserError if there is no value: why
   */
  T get();

  /**
   * What {@code maker} makes, or the error that it throws.
   *
   * @throws UnusableStore as it is: it is no fault of the rows, and may pass
   */
  static <T> Checked<T> of(Supplier<T> maker) {
    try {
      return new Fine<>(maker.get());
    } catch (UnusableStore e) {
      throw e;
    } catch (UserError e) {
      return new Refused<>(e);
    }
  }
}
