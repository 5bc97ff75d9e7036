package io.reenact.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium, driven by the Chrome DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final Pattern LISTENING =
      Pattern.compile("DevTools listening on ws://[^:]+:(\\d+)/");
  private static final long PATIENCE_S = 180;

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Path program, Path folder) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank")
            .redirectErrorStream(true)
            .start();
    socket =
        http.newWebSocketBuilder()
            .buildAsync(page(port(process)), new Listener())
            .get(PATIENCE_S, TimeUnit.SECONDS);
    for (String domain : List.of("Runtime", "Log", "Page")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Where it is installed, if it is. */
  static Optional<Path> installed() {
    for (String name : NAMES) {
      for (String part : System.getenv().getOrDefault("PATH", "").split(":")) {
        Path program = Path.of(part, name);
        if (Files.isExecutable(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  /** Starts it with a profile of its own. */
  static Browser start(Path program, Path folder) throws Exception {
    return new Browser(program, folder);
  }

  private static int port(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher m = LISTENING.matcher(line);
      if (m.find()) {
        // What it says later must go somewhere, or it waits.
        Thread drain = new Thread(() -> said.lines().forEach(l -> {}));
        drain.setDaemon(true);
        drain.start();
        return Integer.parseInt(m.group(1));
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  private URI page(int port) throws IOException, InterruptedException {
    HttpResponse<String> targets =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json")).build(),
            HttpResponse.BodyHandlers.ofString());
    for (JsonNode target : Json.mapper().readTree(targets.body())) {
      if (target.get("type").asText().equals("page")) {
        return URI.create(target.get("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("the browser has no page: " + targets.body());
  }

  /** Puts messages together and gives answers to who waits for them. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
      text.append(data);
      if (whole) {
        try {
          heard(Json.mapper().readTree(text.toString()));
        } catch (IOException e) {
          complaints.add("no message: " + text);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void heard(JsonNode message) {
    if (message.has("id")) {
      answers.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode params = message.get("params");
    switch (message.get("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(params.toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "assert", "warning").contains(params.get("type").asText())) {
          complaints.add(params.get("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        if (params.get("entry").get("level").asText().equals("error")) {
          complaints.add(params.get("entry").toString());
        }
      }
      default -> {}
    }
  }

  private JsonNode call(String method, Map<String, ?> params) throws Exception {
    int id = last.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(
            Json.mapper().writeValueAsString(Map.of("id", id, "method", method, "params", params)),
            true)
        .get(PATIENCE_S, TimeUnit.SECONDS);
    JsonNode message = answer.get(PATIENCE_S, TimeUnit.SECONDS);
    if (message.has("error")) {
      throw new IOException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  /** Opens a page. */
  void open(String url) throws Exception {
    call("Page.navigate", Map.of("url", url));
  }

  /** How wide and high the page is, px. */
  void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the system says of colours: light or dark. */
  void colours(String scheme) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The value of a script's last expression, or of its promise. */
  JsonNode ask(String script) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(script + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Waits until a condition holds. */
  void until(String condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!ask("!!(" + condition + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("in vain: " + condition + "; " + complaints);
      }
      Thread.sleep(50);
    }
  }

  /** Presses and releases a key. */
  void press(Key key) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      Map<String, Object> event = new TreeMap<>();
      event.put("type", type);
      event.put("key", key.name());
      event.put("code", key.name());
      event.put("windowsVirtualKeyCode", key.code);
      if (key == Key.Enter && type.equals("keyDown")) {
        // A button is pressed by the character, not by the key.
        event.put("text", "\r");
      }
      call("Input.dispatchKeyEvent", event);
    }
  }

  /** Keys, as browsers name them. */
  enum Key {
    Tab(9),
    Enter(13),
    ArrowRight(39);

    private final int code;

    Key(int code) {
      this.code = code;
    }
  }

  /** Errors and warnings of the console so far. */
  List<String> complaints() {
    return new ArrayList<>(complaints);
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
