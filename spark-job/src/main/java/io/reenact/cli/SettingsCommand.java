package io.reenact.cli;

import io.reenact.settings.Settings;
import io.reenact.settings.SettingsReference;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what can be set, and to what it is set. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description =
        "Prints every setting: value, default, unit or choices, who set it, what it does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./submit.sh settings",
      "  ./submit.sh settings --profile paper --set job.threads=4"
    })
final class SettingsCommand implements Runnable {
  @Mixin private SettingsOptions options;

  @Override
  public void run() {
    Settings settings = options.settings(new Configuration());
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
                      value.source(),
                      s.doc()));
            });
    TextTable.print(
        new String[] {"name", "value", "default", "unit", "set by", "what it does"},
        rows.iterator(),
        System.out);
  }
}
