package io.reenact.cli;

import io.reenact.settings.Settings;
import io.reenact.settings.SettingsFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How settings are given on the command line. */
final class SettingsOptions {
  @Option(
      names = "--profile",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "quick, standard or paper; default: standard, of the command demo: quick.")
  private String profile;

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "Settings in YAML or JSON, over the profile.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "--set",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME=VALUE",
      description = "One setting, over all others; may be repeated. See the command settings.")
  List<String> assignments = new ArrayList<>();

  @Option(
      names = "--device",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "auto, cpu or cuda; the same as --set job.device=NAME.")
  String device;

  private String otherwise = "standard";

  /** Takes another profile than standard where none is named. */
  void otherwise(String name) {
    otherwise = name;
  }

  /** The name of the profile that was asked for, or of the default. */
  String profile() {
    return SettingsFiles.profileName(profile == null ? otherwise : profile);
  }

  /** All of them, the last over the first. */
  Settings settings(Configuration conf) {
    String name = profile();
    Settings settings = Settings.defaults().with(SettingsFiles.profile(name), "profile " + name);
    for (String file : files) {
      settings = settings.with(SettingsFiles.file(file, conf), file);
    }
    for (String assignment : assignments) {
      settings = settings.with(assignment);
    }
    return device == null ? settings : settings.with("job.device=" + device);
  }
}
