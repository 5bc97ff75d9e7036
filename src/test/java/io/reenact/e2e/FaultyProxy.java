package io.reenact.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Stands before an HTTP server: remembers what was asked, and does harm where told to. */
final class FaultyProxy implements AutoCloseable {
  /** What becomes of a request. */
  enum Fault {
    /** It goes through. */
    NONE,
    /** It is answered by 503 Slow Down. */
    SLOW_DOWN,
    /** The connection is reset before the answer. */
    RESET,
    /** The connection is reset in the middle of the answer. */
    CUT
  }

  /** A request and how many bytes its answer had, headers included. */
  record Request(String method, String target, String range, AtomicLong answered) {
    boolean is(String wanted, String part) {
      return method.equals(wanted) && target.contains(part);
    }
  }

  /** Bytes of an answer, its head included, that still come through: fewer than any clip has. */
  private static final int CUT_AFTER = 1_500;

  private static final byte[] SLOW_DOWN =
      ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n"
              + "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code>"
              + "<Message>Please reduce your request rate.</Message></Error>")
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int to;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Fault> faults = r -> Fault.NONE;

  /**
   * @param to the port of the server on this machine
   */
  FaultyProxy(int to) throws IOException {
    this.to = to;
    start("proxy", this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** What was asked since the last {@link #forget}, in order. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  long count(String method, String part) {
    return requests.stream().filter(r -> r.is(method, part)).count();
  }

  /** Forgets the requests so far, and does harm as told from now on. */
  void forget(Function<Request, Fault> harm) {
    requests.clear();
    faults = harm;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        start("proxy-connection", () -> serve(client));
      }
    } catch (IOException closed) {
      // close() ends the loop.
      return;
    }
  }

  private void serve(Socket client) {
    Request[] current = new Request[1];
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), to)) {
      open.add(upstream);
      // A head and its body are two writes: the second would wait for the first one's ACK, 40 ms.
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = upstream.getOutputStream();
      boolean[] cut = new boolean[1];
      start("proxy-answers", () -> answer(upstream, client, current, cut));
      while (true) {
        String head = head(in);
        String[] line = head.split(" ", 3);
        Request request = new Request(line[0], line[1], header(head, "range"), new AtomicLong());
        requests.add(request);
        String length = header(head, "content-length");
        long body = length == null ? 0 : Long.parseLong(length);
        Fault fault = faults.apply(request);
        if (fault == Fault.RESET) {
          reset(client);
          return;
        }
        if (fault == Fault.SLOW_DOWN) {
          copy(in, OutputStream.nullOutputStream(), body);
          client.getOutputStream().write(SLOW_DOWN);
          return;
        }
        synchronized (current) {
          current[0] = request;
          cut[0] = fault == Fault.CUT;
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        copy(in, out, body);
        out.flush();
      }
    } catch (IOException gone) {
      // The client hung up, or the answering side did: both mean the end of the connection.
      return;
    }
  }

  private static void answer(Socket from, Socket client, Request[] current, boolean[] cut) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (current) {
          long before = current[0].answered().getAndAdd(n);
          if (cut[0] && before + n > CUT_AFTER) {
            reset(client);
            return;
          }
        }
        client.getOutputStream().write(buffer, 0, n);
      }
      client.close();
    } catch (IOException gone) {
      // The other side's thread ends by this too.
      return;
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      head.write(b);
      end = b == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : b == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String header(String head, String name) {
    return head.lines()
        .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(l -> l.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
