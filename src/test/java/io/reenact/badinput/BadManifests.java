package io.reenact.badinput;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Lists of clips that are damaged or hostile. */
final class BadManifests {
  private static final String HEAD = "identity,clip,uri\n";
  private static final String[] CSV = {
    "",
    "\n\n\n",
    HEAD,
    "identity;clip;uri\na;b;c.mp4\n",
    "identity,clip\na,b\n",
    "identity,clip,uri,uri\na,b,c.mp4,d.mp4\n",
    HEAD + "a,b\n",
    HEAD + "a,b,c.mp4,too,many\n",
    HEAD + "\"a,b,c.mp4\n",
    HEAD + "a,,c.mp4\n",
    HEAD + " ,b,c.mp4\n",
    HEAD + "a,b,\n",
    HEAD + "a,b,c.mp4\na,b,d.mp4\n",
    HEAD + "../x,../../y,c.mp4\n",
    HEAD + "a,b,../../../../../../etc/passwd\n",
    HEAD + "a,b,http://127.0.0.1:1/c.mp4\n",
    HEAD + "a,b,file://elsewhere/c.mp4\n",
    HEAD + "a,b,nosuch://x/c.mp4\n",
    HEAD + "a,b,:\n",
    HEAD + "a,b,x:y:z\n",
    HEAD + "a,b,%zz%\n",
    HEAD + "\"line\nbreak\",b,\"c\nd.mp4\"\n",
    HEAD + "nul\u0000,b,c.mp4\n",
    HEAD + "a".repeat(100_000) + ",b,c.mp4\n",
    HEAD + "a,b," + "d/".repeat(50_000) + "c.mp4\n",
    "identity,clip,uri,start,end\na,b,c.mp4,-1,2\n",
    "identity,clip,uri,start,end\na,b,c.mp4,2,1\n",
    "identity,clip,uri,start,end\na,b,c.mp4,NaN,NaN\n",
    "identity,clip,uri,start,end\na,b,c.mp4,one,two\n",
    "identity,clip,uri,start,end\na,b,c.mp4,0,1e308\n",
    "identity,clip,uri,start,end\na,b,c.mp4,0,Infinity\n",
    "\uFEFF" + HEAD + "a,b,c.mp4\n",
  };
  private static final String[] JSON = {
    "",
    "{",
    "[]",
    "null\n",
    "{\"identity\": \"a\"}\n",
    "{\"identity\": {\"x\": 1}, \"clip\": [1], \"uri\": \"c.mp4\"}\n",
    "{\"identity\": 1, \"clip\": 2, \"uri\": 3}\n",
    "{\"identity\": \"a\", \"clip\": \"b\", \"uri\": \"c.mp4\", \"start\": \"x\"}\n",
    "{\"identity\": \"a\", \"clip\": \"b\", \"uri\": \"c.mp4\"}\n{broken\n",
    "[".repeat(100_000),
  };

  private final Path folder;
  private final List<Path> all = new ArrayList<>();

  private BadManifests(Path folder) {
    this.folder = folder;
  }

  /** Writes them all, each in a folder of its own. */
  static List<Path> make(SparkSession spark, Path folder, long seed) throws IOException {
    BadManifests m = new BadManifests(folder);
    for (String text : CSV) {
      m.add("csv", text.getBytes(StandardCharsets.UTF_8));
    }
    m.add("csv", (HEAD + "a,b,c.mp4\n").getBytes(Charset.forName("UTF-16")));
    for (String text : JSON) {
      m.add("jsonl", text.getBytes(StandardCharsets.UTF_8));
    }
    m.parquet(spark, new Random(seed));
    return m.all;
  }

  private void add(String extension, byte[] bytes) throws IOException {
    Path file = folder.resolve("m" + all.size()).resolve("list." + extension);
    Files.createDirectories(file.getParent());
    all.add(Files.write(file, bytes));
  }

  private void parquet(SparkSession spark, Random random) throws IOException {
    Path whole = folder.resolve("whole");
    spark
        .createDataset(List.of("a", "b", "c"), Encoders.STRING())
        .selectExpr("value AS identity", "'x' AS clip", "concat(value, '.mp4') AS uri")
        .coalesce(1)
        .write()
        .parquet(whole.toString());
    byte[] bytes;
    try (Stream<Path> files = Files.list(whole)) {
      bytes =
          Files.readAllBytes(
              files.filter(f -> f.toString().endsWith(".parquet")).findAny().orElseThrow());
    }
    add("parquet", new byte[0]);
    add("parquet", "PAR1".getBytes(StandardCharsets.US_ASCII));
    add("parquet", "PAR1PAR1PAR1".getBytes(StandardCharsets.US_ASCII));
    for (int i = 1; i < 4; i++) {
      add("parquet", Arrays.copyOf(bytes, bytes.length * i / 4));
    }
    for (int i = 0; i < 8; i++) {
      byte[] copy = bytes.clone();
      for (int k = 0; k < 1 << (i % 5); k++) {
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      }
      add("parquet", copy);
    }
    byte[] footer = bytes.clone();
    Arrays.fill(footer, bytes.length - 8, bytes.length - 4, (byte) 0x7f);
    add("parquet", footer);
  }
}
