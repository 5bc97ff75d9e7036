package io.reenact.cli;

import io.reenact.console.TextTable;
import io.reenact.settings.Settings;
import io.reenact.settings.SettingsReference;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what can be set, and to what it is set. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = {
      "Prints every setting: value, default, unit or choices, range, who set it, what it does.",
      "What is set later wins: defaults, --profile, --config, --set, --device. The last column"
          + " says where the default comes from."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh settings",
      "  ./submit.sh settings --profile paper --set job.threads=4"
    })
final class SettingsCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    Settings settings = options.settings(SparkConfiguration.hadoop());
    List<List<String>> rows = new ArrayList<>();
    settings
        .all()
        .forEach(
            (name, value) -> {
              SettingsReference.Setting s = SettingsReference.all().get(name);
              rows.add(
                  List.of(
                      name,
                      value.value().asText(value.value().toString()),
                      s.byDefault().asText(s.byDefault().toString()),
                      s.unit(),
                      s.range(),
                      value.source(),
                      s.doc(),
                      s.source()));
            });
    TextTable.print(
        new String[] {
          "name", "value", "default", "unit", "range", "set by", "what it does", "default from"
        },
        rows.iterator(),
        System.out);
  }
}
