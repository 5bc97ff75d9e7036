package io.reenact.error;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in a few words what a file system's exception means and what to do. S3A's own messages name
 * Java classes and request numbers; they stay in the log.
 */
public final class StorageErrors {
  private static final int LONGEST = 300;
  private static final Pattern STATUS = Pattern.compile("Status Code: (\\d{3})");
  private static final Pattern DENIED =
      Pattern.compile(
          "(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|AccessDenied"
              + "|RequestTimeTooSkewed)\\b");
  private static final Pattern BUCKET = Pattern.compile("s3a://([^/'\\s:]+)");
  private static final Pattern KEYS = Pattern.compile("(\\w://)[^/@\\s]+@");

  private StorageErrors() {}

  /** One line about a failure: what it means if that is known, else what it says. */
  public static String line(Throwable e) {
    return known(e)
        .orElseGet(
            () -> {
              String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
              String first = said.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
              return withoutKeys(
                  first.length() > LONGEST ? first.substring(0, LONGEST) + "..." : first);
            });
  }

  /** What a failure means, if it is one of those that object stores and networks are known for. */
  public static Optional<String> known(Throwable e) {
    StringBuilder all = new StringBuilder();
    boolean connection = false;
    int depth = 0;
    for (Throwable t = e; t != null && depth < 20; t = t.getCause(), depth++) {
      all.append(t.getClass().getSimpleName()).append(": ").append(t.getMessage()).append('\n');
      connection |=
          t instanceof SocketException
              || t instanceof SocketTimeoutException
              || t instanceof UnknownHostException
              || t instanceof EOFException;
    }
    String text = all.toString();
    Matcher status = STATUS.matcher(text);
    int code = status.find() ? Integer.parseInt(status.group(1)) : 0;
    if (text.contains("URISyntaxException")) {
      return Optional.of(
          "that is no file name or URI; a name with a colon needs a folder before it, such as"
              + " ./a:b");
    }
    if (any(text, "NoSuchBucket", "UnknownStoreException")) {
      Matcher bucket = BUCKET.matcher(text);
      return Optional.of(
          "the bucket "
              + (bucket.find() ? bucket.group(1) + " " : "")
              + "does not exist; check its name, the endpoint and the region");
    }
    if (any(text, "NoAwsCredentials", "NoAuthWithAWS", "Unable to load credentials")) {
      return Optional.of(
          "no credentials for S3; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use an"
              + " instance profile");
    }
    if (any(text, "contains login details")) {
      return Optional.of(
          "keys don't belong in a URI; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
    if (code == 403 || code == 401 || any(text, "AccessDenied", "AccessControlException")) {
      Matcher why = DENIED.matcher(text.replace("AccessDeniedException", ""));
      return Optional.of(
          "access denied"
              + (why.find() ? " (" + why.group(1) + ")" : "")
              + "; check the credentials and the permissions");
    }
    if (any(text, "(Permission denied)")) {
      return Optional.of("permission denied; let the user who runs this read it");
    }
    if (code == 503 || any(text, "SlowDown", "ThrottledException")) {
      return Optional.of(
          "the store was asked too much (503 Slow Down) and did not recover in time; run the"
              + " command again, with fewer executors if it stays so");
    }
    if (code >= 500) {
      return Optional.of("the store failed (status " + code + "); run the command again");
    }
    if (connection || any(text, "Unable to execute HTTP request", "NoHttpResponse")) {
      return Optional.of(
          "no connection to the store, or it was lost; check the endpoint and the network, then run"
              + " the command again");
    }
    return Optional.empty();
  }

  /** Whether a URI holds a name and a password before its host. */
  public static boolean holdsKeys(String uri) {
    return KEYS.matcher(uri).find();
  }

  /** The text without names and passwords in URIs. */
  public static String withoutKeys(String text) {
    return KEYS.matcher(text).replaceAll("$1***@");
  }

  private static boolean any(String text, String... parts) {
    return List.of(parts).stream().anyMatch(text::contains);
  }
}
