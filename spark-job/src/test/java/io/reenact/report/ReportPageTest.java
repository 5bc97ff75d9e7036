package io.reenact.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reenact.metric.Metric;
import io.reenact.metric.MetricKey;
import io.reenact.metric.Region;
import io.reenact.paper.MetricSummary;
import io.reenact.splat.Gaussians;
import io.reenact.splat.file.SpzWriter;
import io.reenact.video.InputFiles;
import io.reenact.video.Provenance;
import io.reenact.video.Quality;
import io.reenact.video.RgbImage;
import io.reenact.video.VideoWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The report as a browser shows it that opened it from disk: 2,000 renders of hostile names. */
@Timeout(900)
class ReportPageTest {
  private static final int RENDERS = 2_000;
  private static final int FRAMES = 50;
  private static final double FPS = 25;
  private static final String HOSTILE = "<img src=x onerror=window.hit=1>";
  private static final List<Columns.Column> COLUMNS =
      Columns.of(
          List.of(
              new MetricKey(Metric.PSNR.key(), Region.FACE.key(), ""),
              new MetricKey(Metric.CSIM.key(), Region.FACE.key(), HOSTILE)));

  @TempDir private Path folder;

  @Test
  void opensFromDisk() throws Exception {
    Optional<Path> program = Browser.installed();
    assumeTrue(program.isPresent(), "no chromium on the PATH to look at the report with");
    String page = report().toUri().toString();
    try (Browser browser = Browser.start(program.get(), folder)) {
      browser.size(1280, 900);
      browser.colours("light");
      browser.open(page);
      browser.until("document.querySelector('#main .tiles')");
      overview(browser);
      renders(browser);
      cases(browser);
      for (String tab : List.of("people", "training", "run")) {
        browser.ask("location.hash = '" + tab + "'");
        browser.until("document.getElementById('main').dataset.view === '" + tab + "'");
      }
      assertThat(text(browser, "main")).contains("reason " + HOSTILE, "mend it");
      player(browser);
      viewer(browser);
      phone(browser);
      assertThat(browser.ask("window.hit === undefined").asBoolean()).as("names are text").isTrue();
      assertThat(browser.ask("document.querySelectorAll('img[src=x]').length").asInt()).isZero();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static String text(Browser browser, String selector) throws Exception {
    return browser.ask("document.querySelector('" + selector + "').innerText").asText();
  }

  private static void overview(Browser browser) throws Exception {
    assertThat(text(browser, "#title")).isEqualTo(HOSTILE);
    assertThat(text(browser, "#main")).contains("2,000", "31.50", "30.00 to 33.00", HOSTILE);
    browser.until("document.querySelector('.chart canvas')?.width > 100");
    // The theme follows the system, and a switch, which the keyboard reaches.
    String back = "getComputedStyle(document.body).backgroundColor";
    String light = browser.ask(back).asText();
    browser.colours("dark");
    browser.until(back + " !== '" + light + "'");
    browser.ask("document.getElementById('theme').focus()");
    browser.press(Browser.Key.Enter);
    browser.until(back + " === '" + light + "'");
    browser.colours("light");
    List<String> reached = new ArrayList<>();
    browser.ask("document.activeElement.blur()");
    for (int i = 0; i < 12; i++) {
      browser.press(Browser.Key.Tab);
      reached.add(browser.ask("document.activeElement.textContent").asText());
    }
    assertThat(reached).contains("Overview", "Videos", "The run");
  }

  private static void renders(Browser browser) throws Exception {
    browser.ask("location.hash = 'renders'");
    browser.until("document.querySelector('#main .note')?.textContent === '2,000 videos'");
    assertThat(browser.ask("document.querySelectorAll('#main tbody tr').length").asInt())
        .isEqualTo(50);
    String first = "document.querySelector('#main tbody tr').innerText";
    String before = browser.ask(first).asText();
    browser.ask(
        "[...document.querySelectorAll('.pager button')].find(b => b.textContent.startsWith('on')).click()");
    browser.until(first + " !== " + quoted(before));
    browser.ask(
        "[...document.querySelectorAll('thead button')].find(b => b.textContent.startsWith('PSNR')).click()");
    browser.until("document.querySelector('[aria-sort=descending]')");
    List<Double> shown = new ArrayList<>();
    for (JsonNode n :
        browser.ask(
            "[...document.querySelectorAll('#main tbody tr')].map(r => +r.cells[3].textContent)")) {
      shown.add(n.asDouble());
    }
    assertThat(shown).hasSize(50).isSortedAccordingTo(Collections.reverseOrder());
    browser.ask(
        "{const s = document.querySelector('input[type=search]'); s.value = 'q1234'; s.dispatchEvent(new Event('input'));}");
    browser.until("document.querySelectorAll('#main tbody tr').length === 1");
    assertThat(text(browser, "#main tbody tr")).contains("q1234");
  }

  private static String quoted(String text) throws IOException {
    return io.reenact.text.Json.mapper().writeValueAsString(text);
  }

  private static void cases(Browser browser) throws Exception {
    browser.ask("location.hash = 'cases'");
    browser.until("document.querySelectorAll('.threes .shot').length === 18");
    assertThat(text(browser, "#main")).containsIgnoringCase("worst").contains("smile=1");
  }

  private static void player(Browser browser) throws Exception {
    browser.ask("location.hash = 'render/r1'");
    String videos = "[...document.querySelectorAll('video')]";
    browser.until(videos + ".length === 4 && " + videos + ".every(v => v.readyState >= 3)");
    browser.ask("document.querySelector('.player .main').focus()");
    browser.press(Browser.Key.ArrowRight);
    browser.press(Browser.Key.ArrowRight);
    browser.until("document.querySelector('.scrub').value === '2'");
    browser.until(videos + ".every(v => !v.seeking)");
    assertThat(browser.ask(spread(videos)).asDouble()).as("frames apart, held").isLessThan(1);
    browser.press(Browser.Key.Enter);
    browser.until("document.querySelector('[data-what=result]').currentTime > 0.6");
    // Where each one is, as it is drawn: several looks, since playing is never quite even.
    List<Double> apart = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      apart.add(browser.ask(spread(videos)).asDouble());
      Thread.sleep(40);
    }
    Collections.sort(apart);
    assertThat(apart.get(apart.size() / 2)).as("frames apart, playing").isLessThan(1);
    browser.press(Browser.Key.Enter);
    browser.until("document.querySelector('.timeline canvas')?.width > 100");
  }

  /** How many frames the driver's and the self-reenactment are from the result. */
  private static String spread(String videos) {
    return "(() => { const t = Object.fromEntries("
        + videos
        + ".map(v => [v.dataset.what, v.currentTime]));"
        + " return Math.max(Math.abs(t.driver - 0.4 - t.result), Math.abs(t.self - t.result)) * "
        + FPS
        + "; })()";
  }

  private static void viewer(Browser browser) throws Exception {
    browser.ask("document.getElementById('show-head').click()");
    browser.until("document.querySelector('.stage')?.dataset.ready");
    // Red is on top, blue at the bottom: the sums of the two halves' channels.
    String halves =
        "(() => { const c = document.querySelector('.stage canvas'); const d = document.createElement('canvas');"
            + " d.width = 100; d.height = 100; const g = d.getContext('2d', {willReadFrequently: true});"
            + " g.drawImage(c, 0, 0, 100, 100); const p = g.getImageData(0, 0, 100, 100).data;"
            + " const sum = (from, to, k, o) => { let n = 0; for (let i = from * 400; i < to * 400; i += 4)"
            + " { n += p[i + k] > 150 && p[i + o] < 100 ? 1 : 0; } return n; };"
            + " return [sum(0, 50, 0, 2), sum(50, 100, 2, 0), sum(0, 50, 2, 0), sum(50, 100, 0, 2)]; })()";
    browser.until(halves + "[0] > 100");
    JsonNode drawn = browser.ask(halves);
    assertThat(drawn.get(1).asInt()).as("blue below").isGreaterThan(100);
    assertThat(drawn.get(2).asInt()).as("blue above").isZero();
    assertThat(drawn.get(3).asInt()).as("red below").isZero();
  }

  /** No page is wider than a phone. */
  private static void phone(Browser browser) throws Exception {
    browser.size(390, 800);
    for (String tab : List.of("overview", "renders", "cases", "people", "training", "run")) {
      browser.ask("location.hash = '" + tab + "'");
      browser.until(
          "document.getElementById('main').dataset.view === '"
              + tab
              + "' && document.getElementById('main').ariaBusy === 'false'");
      assertThat(browser.ask("document.documentElement.scrollWidth").asInt())
          .as("width of " + tab)
          .isLessThanOrEqualTo(390);
    }
  }

  private Path report() throws IOException {
    Path root = folder.resolve("report");
    ReportFolder report =
        new ReportFolder(new org.apache.hadoop.fs.Path(root.toString()), new Configuration(false));
    video("result", 0);
    video("driver", 10);
    SplittableRandom random = new SplittableRandom(4);
    Pages renders = new Pages(report, RenderPages.KIND, RenderPages.EACH);
    Pages curves = new Pages(report, CurvePages.KIND, CurvePages.EACH);
    for (int i = 0; i < RENDERS; i++) {
      renders.add(render(i, random));
      curves.add(curve("r" + i));
    }
    Pages people = new Pages(report, PeoplePages.KIND, 100);
    for (int i = 0; i < 250; i++) {
      people.add(
          Map.of(
              "name",
              HOSTILE + i,
              "clips",
              List.of(
                  Map.of(
                      "clip",
                      "c",
                      "status",
                      "ok",
                      "notes",
                      List.of(HOSTILE),
                      "seconds",
                      2.0,
                      "width",
                      64,
                      "height",
                      64,
                      "frames",
                      50,
                      "usable",
                      40,
                      "reasons",
                      Map.of(HOSTILE, 10)))));
    }
    report.data("head", "r1", Base64.getEncoder().encodeToString(head()));
    report.data(
        LossPages.KIND,
        "1",
        List.of(
            Map.of(
                "label",
                HOSTILE,
                "phases",
                List.of(
                    Map.of(
                        "phase",
                        "tuning",
                        "steps",
                        List.of(1, 2, 3),
                        "loss",
                        List.of(0.5, 0.4, 0.3),
                        "terms",
                        Map.of("pixel", List.of(0.2, 0.1, 0.1)))))));
    report.data(
        PathPages.KIND,
        "1",
        List.of(
            Map.of(
                "cohort",
                "abc",
                "identity",
                HOSTILE,
                "clip",
                "c",
                "share",
                List.of(0.7, 0.2),
                "points",
                List.of(List.of(0.0, 0.1), List.of(0.3, 0.2)),
                "seconds",
                List.of(0.0, 0.4))));
    return Path.of(
        report
            .finish(
                overview(
                    Map.of(
                        RenderPages.KIND,
                        renders.finish(),
                        CurvePages.KIND,
                        curves.finish(),
                        "curves_each",
                        CurvePages.EACH,
                        PeoplePages.KIND,
                        people.finish(),
                        LossPages.KIND,
                        1,
                        PathPages.KIND,
                        1)))
            .toUri());
  }

  private static Map<String, Object> overview(Map<String, Object> pages) {
    Map<String, Object> cell = Map.of("mean", 31.5, "low", 30.0, "high", 33.0);
    Map<String, Object> o = new LinkedHashMap<>();
    o.put("title", HOSTILE);
    o.put("subtitle", "file:/" + HOSTILE);
    o.put("facts", List.of(List.of(HOSTILE, HOSTILE)));
    o.put("usual", MetricSummary.USUAL);
    o.put(
        "counts",
        Map.of(
            "renders", RENDERS, "people", 250, "clips", 250, "tracked", 12_500, "usable", 10_000));
    o.put("pages", pages);
    o.put("columns", COLUMNS);
    o.put(
        "groups",
        List.of(
            new Groups.Group("cross", "", "a"), new Groups.Group("cross", "edits: smile=1", "b")));
    o.put(
        "summary",
        List.of(
            Map.of(
                "kind",
                "cross",
                "look",
                "",
                "key",
                "a",
                "renders",
                1_000,
                "identities",
                50,
                "cells",
                Map.of(COLUMNS.get(0).key(), cell, COLUMNS.get(1).key(), cell))));
    o.put(
        "previous",
        Map.of(
            "made",
            "2026-01-01T00:00:00Z",
            "summary",
            List.of(
                Map.of(
                    "kind",
                    "cross",
                    "look",
                    "",
                    "key",
                    "a",
                    "cells",
                    Map.of(COLUMNS.get(0).key(), Map.of("mean", 28, "low", 27, "high", 29))))));
    Map<String, Object> stage = new LinkedHashMap<>();
    stage.put("name", "index");
    for (String count : List.of("planned", "done", "failed", "waiting", "attempts")) {
      stage.put(count, 4);
    }
    for (String seconds : List.of("seconds", "decode", "compute", "wait", "longest")) {
      stage.put(seconds, 12.5);
    }
    stage.put("devices", List.of("cpu"));
    stage.put("hosts", List.of(HOSTILE));
    o.put("stages", List.of(stage));
    o.put(
        "failures",
        List.of(
            Map.of(
                "now",
                true,
                "stage",
                "index",
                "item",
                HOSTILE,
                "count",
                2,
                "reason",
                "reason " + HOSTILE,
                "remedy",
                "mend it")));
    o.put(
        "settings",
        List.of(
            Map.of(
                "hash",
                "h",
                "kind",
                "setting",
                "name",
                "job.seed",
                "value",
                HOSTILE,
                "by",
                "default")));
    return o;
  }

  private static Map<String, Object> render(int i, SplittableRandom random) {
    Map<String, Object> r = new LinkedHashMap<>();
    r.put("id", "r" + i);
    r.put("group", i % 2);
    r.put("kind", "cross");
    r.put("look", i % 2 == 0 ? "" : "edits: smile=1");
    r.put("source", HOSTILE);
    r.put("driver", "q" + i);
    r.put("clip", "c");
    r.put("cameras", "driver");
    r.put("cohort", "abc");
    r.put("width", 64);
    r.put("height", 64);
    r.put("fps", FPS);
    r.put("frames", FRAMES);
    r.put("seconds", FRAMES / FPS);
    r.put("sha256", "0");
    r.put("video", "../result.mp4");
    r.put("outputs", Map.of(HOSTILE, "../result.mp4"));
    r.put("pictures", Map.of());
    r.put("head", i == 1);
    r.put("driver_video", Map.of("src", "../driver.mp4", "start", 0.4));
    r.put("source_video", Map.of("src", "../driver.mp4", "start", 0));
    r.put("self_video", "../result.mp4");
    r.put("metrics", List.of(20 + 20 * random.nextDouble(), random.nextDouble()));
    return r;
  }

  private static Map<String, Object> curve(String id) {
    List<Double> t = new ArrayList<>();
    List<Double> open = new ArrayList<>();
    for (int k = 0; k < FRAMES; k++) {
      t.add(k / FPS);
      open.add(0.2 + 0.1 * Math.sin(k));
    }
    Map<String, Object> parts = Map.of("mouth", open, "left_eye", open, "right_eye", open);
    return Map.of("id", id, "t", t, "driver", parts, "result", parts);
  }

  private void video(String name, int more) throws IOException {
    Path file = folder.resolve(name + ".mp4");
    try (VideoWriter out =
        VideoWriter.create(
            InputFiles.uri(file), new Configuration(false), 64, 64, FPS, Quality.HIGH, null)) {
      for (int i = 0; i < FRAMES + more; i++) {
        out.write(RgbImage.blank(64, 64), Math.round(i * 1e6 / FPS));
      }
      out.finish();
    }
    assertThat(Files.size(file)).isPositive();
  }

  /** Two blobs: a red one above the middle, a blue one below. */
  private static byte[] head() throws IOException {
    int n = 2_000;
    SplittableRandom random = new SplittableRandom(8);
    FloatBuffer gaussians = FloatBuffer.allocate(n * Gaussians.FLOATS);
    for (int i = 0; i < n; i++) {
      float[] g = new float[Gaussians.FLOATS];
      boolean red = i % 2 == 0;
      for (int k = 0; k < 3; k++) {
        g[Gaussians.XYZ + k] = (float) (0.06 * (random.nextDouble() - 0.5));
        g[Gaussians.LOG_SCALE + k] = -4;
        g[Gaussians.COLOUR + k] = -1.7f;
      }
      g[Gaussians.XYZ + 1] += red ? 0.15f : -0.15f;
      g[Gaussians.XYZ + 2] += 0.2f;
      g[Gaussians.COLOUR + (red ? 0 : 2)] = 1.7f;
      g[Gaussians.ROTATION] = 1;
      g[Gaussians.OPACITY] = 4;
      gaussians.put(i * Gaussians.FLOATS, g);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SpzWriter.write(gaussians, n, Provenance.head(), out);
    return out.toByteArray();
  }
}
