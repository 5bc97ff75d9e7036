package io.reenact.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real standalone cluster of one Master and two Workers on this machine. */
final class Cluster implements AutoCloseable {
  static final int WORKERS = 2;
  private final Commands commands;
  private final Path folder;

  Cluster(Commands commands, Path folder) throws Exception {
    this.commands = commands;
    this.folder = folder;
    Files.createDirectories(folder);
    commands.expect(script("start"), folder.resolve("start.out"));
  }

  String master() throws Exception {
    return Files.readString(folder.resolve("url")).strip();
  }

  /** The file that lets a driver in. */
  String settings() {
    return folder.resolve("spark.conf").toString();
  }

  /**
   * The executors of a Worker.
   *
   * @param n from 1
   */
  List<ProcessHandle> executors(int n) throws Exception {
    return worker(n).descendants().toList();
  }

  /** Kills a Worker and its executors, as a lost machine would, and starts another one. */
  void loseWorker(int n) throws Exception {
    ProcessHandle worker = worker(n);
    List<ProcessHandle> executors = executors(n);
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
    worker.onExit().get(1, TimeUnit.MINUTES);
    commands.expect(script("worker", "" + n), folder.resolve("restart.out"));
  }

  private ProcessHandle worker(int n) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("worker-" + n + ".pid")).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private List<String> script(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = words[0];
    all[1] = folder.toString();
    System.arraycopy(words, 1, all, 2, words.length - 1);
    return commands.script("conf/standalone.sh", all);
  }

  @Override
  public void close() throws Exception {
    commands.run(script("stop"), folder.resolve("stop.out"));
  }
}
