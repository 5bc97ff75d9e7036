package io.reenact.badinput;

/**
 * One damaged input of a corpus.
 *
 * @param kind what was done to it, for the table
 * @param identity the identity that the index gives it; distinct
 * @param clip its clip name
 * @param expected what must become of it
 */
record BadInput(String kind, String identity, String clip, Expected expected) {
  /** What must become of an input. */
  enum Expected {
    /** It can't be used: an error row and a line. */
    REFUSED,
    /** It is unusual and goes through the index, and has a face on most of its frames. */
    USABLE,
    /** It goes through the index; whether there is a face is open. */
    OPENS,
    /** The damage may or may not matter: anything but a crash, a hang, a second row or no row. */
    EITHER
  }

  /** As the job labels it. */
  String label() {
    return identity + "/" + clip;
  }
}
