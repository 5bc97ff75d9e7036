package io.reenact.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.reenact.error.UserError;
import io.reenact.flow.FlowStage;
import io.reenact.stage.synth.SynthStage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arrows between packages: docs/design/architecture.md. A package may use those of the lines
 * above its own, and none beside it or below.
 */
class ArchitectureTest {
  private static final String ROOT = "io.reenact.";

  /** Everything that runs inside an executor; knows no Spark, but for udf. */
  private static final List<String> ENGINES =
      List.of(
          "camera error maths nn.program pool progress scratch",
          "metric settings splat video nn.tflite",
          "splat.cpu splat.cuda splat.file",
          "splat.backend",
          "nn",
          "nn.cpu",
          "nn.adam nn.face",
          "face generator",
          "latent paste synth",
          "attribute evaluation motion",
          "encoder retarget",
          "inversion render",
          "direction doctor sample udf",
          "edit");

  /** The driver. */
  private static final List<String> DRIVER =
      List.of(
          "telemetry",
          "text",
          "row",
          "console plan table",
          "unit",
          "provenance publish",
          "runner",
          "paper",
          "report stage",
          "stage.index stage.invert stage.motion stage.others stage.reenact stage.synth stage.track",
          "stage.evaluate stage.join boundary",
          "fit",
          "attributes",
          "flow",
          "cli");

  /** Work with the columns of any table, or of users' own. */
  private static final Set<String> UPKEEP = Set.of(ROOT + "table", ROOT + "publish", ROOT + "plan");

  private static final Map<String, Integer> LINES = lines();
  private static JavaClasses ours;

  private static Map<String, Integer> lines() {
    Map<String, Integer> lines = new TreeMap<>();
    int line = 0;
    for (List<String> part : List.of(ENGINES, DRIVER)) {
      for (String packages : part) {
        for (String p : packages.split(" ")) {
          lines.put(ROOT + p, line);
        }
        line++;
      }
    }
    return lines;
  }

  @BeforeAll
  static void read() throws IOException, URISyntaxException {
    // Names of others' classes are enough; reading those of Spark would take a minute.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    ours =
        new ClassFileImporter()
            .importLocations(List.of(location(UserError.class), location(FlowStage.class)));
  }

  /** Where the classes of a module are: its folder, or its JAR once it is packaged. */
  private static Location location(Class<?> one) throws IOException, URISyntaxException {
    Path path = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Files.isDirectory(path) ? Location.of(path) : Location.of(new JarFile(path.toFile()));
  }

  @Test
  void everyPackageHasItsPlace() {
    TreeSet<String> there = new TreeSet<>();
    ours.forEach(c -> there.add(c.getPackageName()));
    assertThat(there)
        .as("packages; a new one needs a place in the lists above")
        .isEqualTo(new TreeSet<>(LINES.keySet()));
  }

  @Test
  void packagesUseThoseAboveThemOnly() {
    arrows().check(ours);
  }

  @Test
  void noPackagesFormACycle() {
    slices().matching("io.reenact.(**)").should().beFreeOfCycles().check(ours);
  }

  @Test
  void enginesKnowNoSpark() {
    noSpark("udf").check(ours);
  }

  /** A URI's percent signs are part of the name for Hadoop: a folder with a blank is not found. */
  @Test
  void localFilesAreNamedWithoutPercentSigns() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.reenact.video.InputFiles")
        .and()
        // Links of a page are URIs.
        .doNotHaveFullyQualifiedName("io.reenact.report.Media")
        .should()
        .callMethod(Path.class, "toUri")
        .because("InputFiles.uri names a local file as its readers take it")
        .check(ours);
  }

  /**
   * DJL makes an array of a number, sends it to the GPU and waits: Autograd.number is kept there.
   * As much holds for arrays of Java's and for what is read: Autograd sends and asks for that.
   */
  @Test
  void stepsOnAGpuDoNotWait() {
    noClasses()
        .that()
        .haveNameMatching(
            "io\\.reenact\\.(inversion\\.(ArrayStep|ArrayPixelLoss|KernelPixels|ArrayTargets|StepPictures|PictureLosses"
                + "|ExpressionEmphasis|\\w+Term)"
                + "|generator\\.(SplatPictures|NetworkPictures|Synthesis|ImageSynthesis)|nn\\.Shapes"
                + "|nn\\.face\\.(CropSampler|ExpressionFeatures|EyeFeatures|PerceptualNetwork|IdentityNetwork"
                + "|LandmarkExpression|LandmarkNetwork))(\\$.*)?")
        .should()
        .callMethodWhere(
            new DescribedPredicate<JavaMethodCall>("waits for a GPU") {
              @Override
              public boolean test(JavaMethodCall call) {
                return waits(call);
              }
            })
        .check(ours);
  }

  private static boolean waits(JavaMethodCall call) {
    List<JavaClass> takes = call.getTarget().getRawParameterTypes();
    return switch (call.getTargetOwner().getName()) {
      // To repeat, PyTorch sends how often; a view of the same does.
      case "ai.djl.ndarray.NDArray" ->
          takes.stream().anyMatch(t -> t.getName().equals("java.lang.Number"))
              || call.getName()
                  .matches("repeat|get(Float|Int|Long|Double|Boolean)|to\\w*(Array|Buffer)");
      case "ai.djl.ndarray.NDManager" ->
          call.getName().equals("create")
              && !takes.get(0).getName().equals("ai.djl.ndarray.types.Shape");
      default -> false;
    };
  }

  /** A column is known by its record's component: nobody else reads rows by name or place. */
  @Test
  void rowsAreReadByTheirCodec() {
    rowsByCodec(ROOT + "row", ROOT + "attributes", ROOT + "boundary", ROOT + "paper").check(ours);
  }

  /** A stage's name stands in one place. */
  @Test
  void stagesAreNamedOnce() throws IOException {
    Pattern name =
        Pattern.compile(
            "\"(" + String.join("|", FlowStage.titles()) + "|" + SynthStage.NAME + ")\"");
    Map<String, List<String>> places = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(ArchitectureTest::isOurs).toList()) {
        Matcher found = name.matcher(Files.readString(file));
        while (found.find()) {
          places
              .computeIfAbsent(found.group(1), n -> new ArrayList<>())
              .add(file.getFileName().toString());
        }
      }
    }
    Set<String> all = new TreeSet<>(FlowStage.titles());
    all.add(SynthStage.NAME);
    assertThat(places.keySet()).isEqualTo(all);
    assertThat(places.values()).allSatisfy(files -> assertThat(files).hasSize(1));
  }

  /** The metrics source has the name of a stage, and so has what takes a capture in. */
  private static boolean isOurs(Path file) {
    return file.toString().endsWith(".java")
        && !file.endsWith("Meters.java")
        && !file.endsWith("MotionImportCommand.java");
  }

  /** The rules can fail: the functions for SQL do use Spark, and this class its own package. */
  @Test
  void aBrokenRuleIsFound() {
    assertThatThrownBy(() -> noSpark("none").check(ours))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.reenact.udf");
    assertThatThrownBy(() -> rowsByCodec(ROOT + "row").check(ours))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.reenact.boundary");
    JavaClasses upward = new ClassFileImporter().importClasses(Upward.class);
    assertThatThrownBy(() -> classes().should(useOnlyAbove(0)).check(upward))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("io.reenact.report.Report");
  }

  /** Stands in for an engine that uses the report. */
  private static final class Upward {
    @SuppressWarnings("unused") // read by ArchUnit
    private io.reenact.report.ReportWriter report;
  }

  /**
   * Cells of {@code Row} with a type, and columns by texts. Results of users' queries and tables
   * have columns that nobody knows before: those may be read as they come, untyped.
   */
  private static ArchRule rowsByCodec(String... but) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(but)
        .should(
            new ArchCondition<>("read rows by name or place") {
              @Override
              public void check(JavaClass from, ConditionEvents events) {
                for (JavaMethodCall call : from.getMethodCallsFromSelf()) {
                  String owner = call.getTargetOwner().getName();
                  String method = call.getName();
                  List<JavaClass> takes = call.getTarget().getRawParameterTypes();
                  boolean text =
                      takes.stream().anyMatch(t -> t.getName().equals(String.class.getName()));
                  boolean cell =
                      owner.equals("org.apache.spark.sql.Row")
                          && method.matches("get(?!$).*|fieldIndex");
                  boolean column =
                      owner.equals("org.apache.spark.sql.Dataset")
                          && text
                          && method.matches(
                              "select|selectExpr|where|filter|groupBy|orderBy|sort|col|apply");
                  // Publication, vacuum and verification go through the columns of any table.
                  boolean named =
                      owner.equals("org.apache.spark.sql.functions")
                          && text
                          && method.matches("col|column|expr")
                          && !UPKEEP.contains(from.getPackageName());
                  if (cell || column || named) {
                    events.add(SimpleConditionEvent.satisfied(call, call.getDescription()));
                  }
                }
              }
            })
        .because("a row is its record, and RowCodec reads it");
  }

  private static ArchRule noSpark(String but) {
    String[] engines =
        LINES.entrySet().stream()
            .filter(e -> e.getValue() < ENGINES.size() && !e.getKey().equals(ROOT + but))
            .map(Map.Entry::getKey)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAnyPackage(engines)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .because("engines run and are tested without Spark");
  }

  private static ArchRule arrows() {
    return classes()
        .should(useOnlyAbove(-1))
        .because("a package uses only packages of the lines above its own");
  }

  /**
   * @param line that all classes are taken to stand in; negative for their packages'
   */
  private static ArchCondition<JavaClass> useOnlyAbove(int line) {
    return new ArchCondition<>("use only packages above their own") {
      @Override
      public void check(JavaClass from, ConditionEvents events) {
        int own = line < 0 ? LINES.getOrDefault(from.getPackageName(), -1) : line;
        for (Dependency d : from.getDirectDependenciesFromSelf()) {
          String to = d.getTargetClass().getBaseComponentType().getPackageName();
          if (!to.equals(from.getPackageName()) && LINES.getOrDefault(to, -1) >= own) {
            events.add(SimpleConditionEvent.violated(d, d.getDescription()));
          }
        }
      }
    };
  }
}
