package io.reenact.attribute;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reenact.error.BadInput;
import io.reenact.error.UserError;
import io.reenact.generator.GeneratorBundle;
import io.reenact.latent.FittedFolder;
import io.reenact.nn.Autograd;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A flow as a folder keeps it: {@code flow.safetensors}, its weights, and {@code attributes.json},
 * what it knows, the generator's hash, the weights' hash and figures of the fit.
 */
public final class FlowFiles {
  /** The file of the weights. */
  public static final String WEIGHTS = "flow.safetensors";

  /** The file of names, ranges and figures. */
  public static final String FACTS = "attributes.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private static final String[] LAYERS = {"hidden_1", "hidden_2", "scale", "shift"};

  private FlowFiles() {}

  /** What {@link #FACTS} holds. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Facts(
      String generator,
      String generatorName,
      String weights,
      int couplings,
      List<Attribute> attributes,
      Map<String, Object> figures) {}

  /**
   * Writes a flow; both files are replaced.
   *
   * @param generatorName for messages
   */
  public static void write(FlowFit fit, String generatorName, String folder, Configuration hadoop)
      throws IOException {
    byte[] weights = encode(fit.flow());
    Facts facts =
        new Facts(
            fit.flow().generator(),
            generatorName,
            GeneratorBundle.sha256(weights),
            fit.flow().couplings().size(),
            fit.flow().attributes(),
            fit.figures());
    put(new Path(folder, WEIGHTS), weights, hadoop);
    put(
        new Path(folder, FACTS),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(facts),
        hadoop);
  }

  private static void put(Path path, byte[] bytes, Configuration hadoop) throws IOException {
    try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(bytes);
    }
  }

  /**
   * Reads a folder's flow.
   *
   * @param bundle that it must have been fitted to
   * @param folder on any Hadoop file system
   * @throws UserError if the folder holds no flow, a damaged one, or another generator's
   */
  public static AttributeFlow open(GeneratorBundle bundle, String folder, Configuration hadoop) {
    Facts facts = facts(folder, hadoop);
    if (!bundle.id().equals(facts.generator)) {
      throw new BadInput(
          "the attribute flow in "
              + folder
              + " was fitted to generator "
              + facts.generatorName
              + " ("
              + facts.generator
              + "), generator.bundle is "
              + bundle.manifest().name()
              + " ("
              + bundle.id()
              + "): fit one to this generator, or set generator.bundle");
    }
    byte[] weights = read(folder, WEIGHTS, hadoop);
    if (!GeneratorBundle.sha256(weights).equals(facts.weights)) {
      throw damaged(WEIGHTS + " in " + folder, "its hash is not that of " + FACTS, null);
    }
    return decode(facts, weights, bundle.manifest().wDim(), WEIGHTS + " in " + folder);
  }

  /**
   * A hash of all that a folder says of its flow.
   *
   * @throws UserError if it holds none
   */
  public static String hash(String folder, Configuration hadoop) {
    return GeneratorBundle.sha256(read(folder, FACTS, hadoop));
  }

  /**
   * Figures of a folder's fit.
   *
   * @throws UserError if it holds none, or a damaged one
   */
  public static Map<String, Object> figures(String folder, Configuration hadoop) {
    return facts(folder, hadoop).figures;
  }

  private static Facts facts(String folder, Configuration hadoop) {
    String where = FACTS + " in " + folder;
    Facts facts;
    try {
      facts = JSON.readValue(read(folder, FACTS, hadoop), Facts.class);
    } catch (JsonProcessingException e) {
      throw damaged(where, e.getOriginalMessage().lines().findFirst().orElse(""), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    if (facts == null
        || facts.generator == null
        || facts.attributes == null
        || facts.attributes.isEmpty()) {
      throw damaged(where, "generator and attributes must be set", null);
    }
    HashSet<String> names = new HashSet<>();
    for (Attribute a : facts.attributes) {
      if (a == null || !a.sound() || !names.add(a.name())) {
        throw damaged(where, "each attribute has a name of its own, a spread and a range", null);
      }
    }
    return facts;
  }

  private static BadInput damaged(String where, String why, Exception cause) {
    return new BadInput(where + " can't be read (" + why + "): fit the flow again", cause);
  }

  private static byte[] read(String folder, String file, Configuration hadoop) {
    return FittedFolder.read(folder, file, "attribute flow", "attributes fit", hadoop);
  }

  private static byte[] encode(AttributeFlow flow) {
    LinearPart linear = flow.linear();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Scope off = Autograd.disabled()) {
      NDList list = new NDList();
      add(list, manager, "mean", linear.mean());
      add(list, manager, "attribute_shift", flat(linear.shift()));
      add(list, manager, "into", flat(linear.into()));
      add(list, manager, "out_of", flat(linear.outOf()));
      add(list, manager, "reader", flat(linear.reader()));
      for (int k = 0; k < flow.couplings().size(); k++) {
        Coupling c = flow.couplings().get(k);
        float[] order = new float[c.order().length];
        for (int i = 0; i < order.length; i++) {
          order[i] = c.order()[i];
        }
        add(list, manager, name(k, "order"), order);
        for (int l = 0; l < LAYERS.length; l++) {
          add(list, manager, name(k, LAYERS[l]), c.layers()[l].weight());
          add(list, manager, name(k, LAYERS[l] + "_bias"), c.layers()[l].bias());
        }
      }
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }

  private static String name(int coupling, String what) {
    return "coupling_" + coupling + "." + what;
  }

  private static void add(NDList list, NDManager manager, String name, float[] values) {
    NDArray a = Autograd.constant(manager, values, new Shape(values.length));
    a.setName(name);
    list.add(a);
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
    }
    return all;
  }

  private static AttributeFlow decode(Facts facts, byte[] bytes, int wDim, String where) {
    Map<String, float[]> all = new HashMap<>();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Autograd.Scope off = Autograd.disabled()) {
      for (NDArray a : NDList.decode(manager, bytes)) {
        if (a.getDataType() == DataType.FLOAT32) {
          all.put(a.getName(), Autograd.floats(a));
        }
      }
    } catch (IllegalArgumentException e) {
      throw damaged(where, String.valueOf(e.getMessage()), e);
    }
    int labels = facts.attributes.size();
    float[] into = all.getOrDefault("into", new float[0]);
    int size = into.length / wDim;
    LinearPart linear =
        new LinearPart(
            take(all, "mean", wDim, where),
            rows(take(all, "attribute_shift", labels * wDim, where), wDim),
            rows(take(all, "into", size * wDim, where), wDim),
            rows(take(all, "out_of", size * wDim, where), wDim),
            rows(take(all, "reader", labels * wDim, where), wDim));
    int kept = Coupling.kept(size);
    List<Coupling> couplings = new ArrayList<>();
    for (int k = 0; k < facts.couplings; k++) {
      int width = all.getOrDefault(name(k, "hidden_1_bias"), new float[0]).length;
      int[] inputs = {kept + labels, width, width, width};
      int[] outputs = {width, width, size - kept, size - kept};
      Coupling.Layer[] layers = new Coupling.Layer[LAYERS.length];
      for (int l = 0; l < layers.length; l++) {
        layers[l] =
            new Coupling.Layer(
                take(all, name(k, LAYERS[l]), inputs[l] * outputs[l], where),
                take(all, name(k, LAYERS[l] + "_bias"), outputs[l], where));
      }
      couplings.add(new Coupling(order(take(all, name(k, "order"), size, where), where), layers));
    }
    return new AttributeFlow(facts.generator, facts.attributes, linear, couplings);
  }

  private static int[] order(float[] values, String where) {
    int[] order = new int[values.length];
    boolean[] seen = new boolean[values.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) values[i];
      if (order[i] < 0 || order[i] >= order.length || seen[order[i]]) {
        throw damaged(where, "an order names an entry twice", null);
      }
      seen[order[i]] = true;
    }
    return order;
  }

  private static float[] take(Map<String, float[]> all, String name, int length, String where) {
    float[] found = all.get(name);
    if (found == null || found.length != length) {
      throw damaged(
          where,
          name + " has " + (found == null ? "no" : found.length) + " numbers, not " + length,
          null);
    }
    for (float v : found) {
      if (!Float.isFinite(v)) {
        throw damaged(where, name + " holds values that are no numbers", null);
      }
    }
    return found;
  }

  private static float[][] rows(float[] all, int width) {
    float[][] rows = new float[all.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, i * width, rows[i], 0, width);
    }
    return rows;
  }
}
