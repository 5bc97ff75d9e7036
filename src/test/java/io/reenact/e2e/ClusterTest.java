package io.reenact.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/**
 * On a real standalone cluster of two Workers with two cores and one pretended GPU each: who holds
 * which GPU, and the whole job with corpus and workspace on a real S3 server.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ClusterTest {
  private static final Map<String, String> ONE_GPU =
      Map.of("spark.executor.cores", "2", "spark.executor.resource.gpu.amount", "1");

  private static final Map<String, String> PROMETHEUS =
      Map.of(
          "spark.ui.enabled",
          "true",
          "spark.ui.port",
          "0",
          "spark.metrics.namespace",
          "reenact",
          "spark.metrics.conf.driver.sink.prometheusServlet.class",
          "org.apache.spark.metrics.sink.PrometheusServlet",
          "spark.metrics.conf.driver.sink.prometheusServlet.path",
          "/metrics/prometheus");

  @TempDir private static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = Cluster.start(folder.resolve("cluster"), 2, 2, 1);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    S3.forget();
  }

  @Test
  void whoLacksTheSecretIsRefused() throws Exception {
    assertThat(Files.getPosixFilePermissions(cluster.settingsFile()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Map<String, String> settings = cluster.settings();
    assertThat(settings)
        .containsEntry("spark.network.crypto.enabled", "true")
        .containsEntry("spark.io.encryption.enabled", "true")
        .containsEntry("spark.acls.enable", "true")
        .hasEntrySatisfying("spark.authenticate.secret", s -> assertThat(s).hasSize(64));

    ask(settings);
    settings.put("spark.authenticate.secret", "0".repeat(64));
    assertThatThrownBy(() -> ask(settings)).isInstanceOf(Exception.class);
    settings.put("spark.authenticate", "false");
    settings.put("spark.network.crypto.enabled", "false");
    assertThatThrownBy(() -> ask(settings)).isInstanceOf(Exception.class);
  }

  /** Asks for the Master as an application does that joins. */
  private static void ask(Map<String, String> settings) throws Exception {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    conf.set("spark.rpc.lookupTimeout", "30s");
    URI master = URI.create(cluster.url());
    RpcEnv env =
        RpcEnv.create(
            "guest",
            "127.0.0.1",
            0,
            conf,
            new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()),
            true);
    try {
      env.setupEndpointRef(new RpcAddress(master.getHost(), master.getPort()), "Master");
    } finally {
      env.shutdown();
      env.awaitTermination();
    }
  }

  @Test
  void nothingListensForStrangers() throws Exception {
    assertThat(cluster.master()).contains("MasterWebUI").doesNotContain("REST server");
    List<Integer> pages = new ArrayList<>();
    for (Path log : cluster.logs()) {
      Matcher started =
          Pattern.compile(
                  "Bound (Master|Worker)WebUI to 127.0.0.1, and started at http://[^\\s:]+:(\\d+)")
              .matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
      while (started.find()) {
        pages.add(Integer.valueOf(started.group(2)));
      }
    }
    assertThat(pages).hasSize(3);
    List<InetAddress> strangers = strangers();
    Assumptions.assumeFalse(strangers.isEmpty(), "this machine has no address but the loopback's");
    for (int port : pages) {
      awaitAnswer(InetAddress.getLoopbackAddress(), port);
      assertThat(strangers).noneMatch(a -> answers(a, port));
    }
  }

  /** This machine's addresses that others can see. */
  private static List<InetAddress> strangers() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
        .toList();
  }

  /** A page listens as soon as it is logged, but a busy machine may take its time to answer. */
  private static void awaitAnswer(InetAddress address, int port) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!answers(address, port)) {
      assertThat(System.nanoTime()).as("%s:%d answers nobody", address, port).isLessThan(end);
      Thread.sleep(200);
    }
  }

  private static boolean answers(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aUnitHoldsItsGpuAloneAndCpuUnitsHoldNone() throws Exception {
    Path workspace = folder.resolve("holding");
    Path said = folder.resolve("holding.out");
    Map<String, String> spark = new TreeMap<>(ONE_GPU);
    spark.putAll(PROMETHEUS);
    int code =
        cluster.drive(
            said,
            spark,
            Map.of(),
            HoldingStage.class.getName(),
            workspace.toString(),
            folder.resolve("locks").toString());
    assertThat(code).as(Files.readString(said)).isZero();
    assertThat(devices(workspace, "gpu")).containsExactly("cpu:0", "cpu:1");
    assertThat(devices(workspace, "cpu")).containsExactly("cpu");
    assertThat(Job.rows(workspace, "runs", "SELECT * FROM runs WHERE status = 'done'")).hasSize(10);
    ofAllExecutors(metrics(said));
    // The allocator keeps what engines free and ask for again: conf/cluster.conf.
    try (Stream<Path> all = Files.list(HoldingStage.environments(folder.resolve("locks") + ""))) {
      assertThat(all)
          .hasSize(10)
          .allSatisfy(
              environment ->
                  assertThat(environment)
                      .content()
                      .contains(
                          "MALLOC_MMAP_THRESHOLD_=1073741824",
                          "MALLOC_TRIM_THRESHOLD_=8589934592"));
    }
  }

  /** The driver tells of what units did elsewhere: 6 on two GPUs, 4 on no GPU. */
  private static void ofAllExecutors(Map<String, Double> metrics) {
    assertThat(metrics)
        .containsEntry("units", 10.0)
        .containsEntry("frames", 10.0 * HoldingStage.FRAMES)
        .containsEntry("decode_ms", 2500.0)
        .containsEntry("compute_ms", 5000.0)
        .containsKey("wait_ms")
        .doesNotContainKey("units_failed");
    for (String executor : List.of("executor_0", "executor_1")) {
      double resident = metrics.get(executor + "_resident_bytes");
      assertThat(resident).isBetween(5e7, 2e10);
      assertThat(metrics.get(executor + "_native_bytes")).isBetween(1.0, resident);
    }
    for (String device : List.of("cpu_0", "cpu_1", "cpu")) {
      String ending = "_device_" + device + "_busy_";
      assertThat(metrics.entrySet())
          .filteredOn(e -> e.getKey().endsWith(ending + "ms"))
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e.getValue()).isGreaterThanOrEqualTo(HoldingStage.BUSY_MS));
      assertThat(metrics.entrySet())
          .filteredOn(e -> e.getKey().endsWith(ending + "share"))
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e.getValue()).isBetween(0.0, 1.0));
    }
  }

  /** Those of ours, by their short names. */
  private static Map<String, Double> metrics(Path said) throws IOException {
    String prefix = "metrics_reenact_driver_reenact_";
    Map<String, Double> found = new TreeMap<>();
    for (String line : Files.readAllLines(said)) {
      if (line.startsWith(prefix) && line.contains("_Value{")) {
        String name = line.substring(prefix.length(), line.indexOf("_Value{"));
        found.put(name, Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
    return found;
  }

  private static List<String> devices(Object workspace, String stage) {
    return Job.rows(
            workspace,
            "runs",
            "SELECT DISTINCT device FROM runs WHERE stage = '" + stage + "' ORDER BY device")
        .stream()
        .map(r -> r.getString(0))
        .toList();
  }

  @Test
  void theWholeJobRunsOnS3() throws Exception {
    try (S3Server server = S3Server.start(folder, "clips-of-the-cluster", "cluster-results");
        FaultyProxy proxy = new FaultyProxy(server.port())) {
      Map<String, String> spark = new TreeMap<>(S3.settings());
      for (String bucket : List.of("clips-of-the-cluster", "cluster-results")) {
        Map<String, String> there =
            S3.bucket(bucket, proxy.endpoint(), S3Server.KEY, S3Server.SECRET);
        S3.use(there);
        there.keySet().removeIf(k -> k.endsWith(".key"));
        there.forEach((name, value) -> spark.put("spark.hadoop." + name, value));
      }
      spark.putAll(ONE_GPU);
      corpus();

      Path said = folder.resolve("first.out");
      assertThat(run(said, spark)).as(Files.readString(said)).isZero();
      String workspace = "s3a://cluster-results/ws";
      assertThat(said).content().contains("report: s3a://cluster-results/ws/report/index.html");
      Path report = server.bucket("cluster-results").resolve("ws/report");
      assertThat(report.resolve("index.html")).content().doesNotContain("b<i>");
      // Data, which the page shows as text: ReportPageTest.
      assertThat(report.resolve("data/renders-1.js"))
          .content()
          .contains("\"driver\":\"../../b<i>\"");
      for (Row r : Job.rows(workspace, "renders", "SELECT uri, frames FROM renders")) {
        assertThat(server.bucket("cluster-results").resolve("ws").resolve(r.getString(0)))
            .isNotEmptyFile();
        assertThat(r.getInt(1)).isBetween(4, 6);
      }
      assertThat(Job.rows(workspace, "metrics", "SELECT * FROM metrics WHERE metric = 'psnr'"))
          .isNotEmpty();
      assertThat(devices(workspace, "invert")).singleElement().asString().startsWith("cpu:");
      assertThat(devices(workspace, "track")).containsExactly("cpu");
      assertThat(proxy.count("PUT", "_staging")).isPositive();
      assertThat(proxy.count("PUT", "_temporary")).isZero();

      proxy.forget(r -> FaultyProxy.Fault.NONE);
      // From another kind of cluster, this JVM, which is up already.
      Path again = folder.resolve("again.out");
      Job.Outcome second = Job.run(command());
      Files.writeString(again, second.said());
      assertThat(second.code()).as(second.said()).isZero();
      for (String stage : List.of("index", "track", "invert", "reenact", "evaluate")) {
        assertThat(again).content().contains(stage + ": 0 done");
      }
      assertThat(proxy.count("PUT", "_staging")).isZero();
      assertThat(proxy.count("PUT", "_units")).isZero();
      // The other identity's name would lead out of the workspace.
      try (Stream<Path> top = Files.list(server.bucket("cluster-results"))) {
        assertThat(top.map(p -> p.getFileName().toString())).containsExactly("ws");
      }
      try (Stream<Path> all = Files.walk(folder.resolve("buckets"))) {
        assertThat(all.filter(p -> p.toString().contains("b<i>"))).isEmpty();
      }
      nobodyWroteTheSecret(server, said, Path.of(said + ".log"), again);
    }
  }

  /** Two people for a fifth of a second each, one of a hostile name, by a manifest beside them. */
  private static void corpus() throws Exception {
    Path samples = Path.of(System.getProperty("reenact.root"), "samples", "corpus");
    Path manifest = folder.resolve("corpus.csv");
    Files.writeString(
        manifest,
        "identity,clip,uri,start,end\n"
            + "a,talk,s0000/c00.mp4,0,0.2\n"
            + "../../b<i>,../talk,s0001/c00.mp4,0.4,0.6\n");
    S3Test.put(manifest, "s3a://clips-of-the-cluster/corpus.csv");
    for (String clip : List.of("s0000/c00.mp4", "s0001/c00.mp4")) {
      S3Test.put(samples.resolve(clip), "s3a://clips-of-the-cluster/" + clip);
    }
  }

  private static int run(Path said, Map<String, String> spark) throws Exception {
    Stream<String> main =
        Stream.of(
            "-Dreenact.log=" + said + ".log", "-Dreenact.log.level=info", "io.reenact.cli.Main");
    return cluster.drive(
        said,
        spark,
        Map.of("AWS_ACCESS_KEY_ID", S3Server.KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET),
        Stream.concat(main, Stream.of(command())).toArray(String[]::new));
  }

  private static String[] command() throws IOException {
    Stream<String> run =
        Stream.of(
            "run",
            "--corpus",
            "s3a://clips-of-the-cluster/corpus.csv",
            "--workspace",
            "s3a://cluster-results/ws",
            "--profile",
            "quick");
    Stream<String> settings =
        LeastWork.settings().stream().flatMap(setting -> Stream.of("--set", setting));
    return Stream.concat(run, settings).toArray(String[]::new);
  }

  /** Not in tables, units, reports; not in what drivers, Workers and executors logged. */
  private static void nobodyWroteTheSecret(S3Server server, Path... said) throws Exception {
    List<Path> written = new ArrayList<>(cluster.logs());
    written.addAll(List.of(said));
    try (Stream<Path> files = Files.walk(server.bucket("cluster-results"))) {
      files.filter(Files::isRegularFile).forEach(written::add);
    }
    assertThat(written).hasSizeGreaterThan(40);
    assertThat(written).anyMatch(p -> p.endsWith("stderr"));
    for (Path file : written) {
      String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(content.contains(cluster.settings().get("spark.authenticate.secret")))
          .as(file.toString())
          .isFalse();
      assertThat(content.contains(S3Server.SECRET)).as(file.toString()).isFalse();
    }
  }
}
