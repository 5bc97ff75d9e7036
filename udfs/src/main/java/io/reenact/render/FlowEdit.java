package io.reenact.render;

import io.reenact.attribute.Attribute;
import io.reenact.attribute.AttributeFlow;
import io.reenact.latent.OffsetCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An edit along the curves of a flow: what changes of attributes add to the source's anchor is
 * added to every latent, so that the driver's movement stays as it is.
 */
public final class FlowEdit implements Edit {
  /** Before the names of attributes, where edits of several kinds stand side by side. */
  public static final String PREFIX = "flow:";

  private final AttributeFlow.Edited anchor;
  private final int length;
  private final List<String> names;
  private final OffsetCurve changes;
  private final float[] always;

  /**
   * @param flow of the generator
   * @param changes of its attributes, without {@link #PREFIX}
   * @param anchor {@code [latentSize]}
   * @param startUs what is time 0 of the changes on the result's time line
   * @throws io.reenact.error.UserError if the flow does not know an attribute
   */
  public FlowEdit(AttributeFlow flow, NumberCurves changes, float[] anchor, long startUs) {
    flow.require(changes.names());
    this.anchor = flow.of(anchor);
    this.length = anchor.length;
    this.names = changes.names();
    this.changes = changes.curve(startUs);
    this.always = changes.ptsUs().length == 1 ? step(0) : null;
  }

  @Override
  public String name() {
    return PREFIX + String.join("," + PREFIX, names);
  }

  @Override
  public int length() {
    return length;
  }

  private float[] step(long timeUs) {
    float[] values = changes.at(timeUs);
    Map<String, Double> by = new TreeMap<>();
    for (int k = 0; k < values.length; k++) {
      by.put(names.get(k), (double) values[k]);
    }
    return anchor.step(by);
  }

  @Override
  public void add(float[] latent, long timeUs) {
    float[] step = always == null ? step(timeUs) : always;
    for (int i = 0; i < latent.length; i++) {
      latent[i] += step[i];
    }
  }

  /** A line for each attribute that leaves what the flow has seen. */
  public static List<String> warnings(AttributeFlow flow, NumberCurves changes, float[] anchor) {
    AttributeFlow.Edited edited = flow.of(anchor);
    List<String> lines = new ArrayList<>();
    changes
        .peaks()
        .forEach(
            (name, change) -> {
              Attribute a = flow.find(name);
              double reached = edited.reached(name, change);
              if (reached < a.low() || reached > a.high()) {
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "edit %s%s=%.3g takes it to %.2f, outside of the known %.2f to %.2f: expect"
                            + " artefacts, or choose a smaller change",
                        PREFIX,
                        name,
                        change,
                        reached,
                        a.low(),
                        a.high()));
              }
            });
    return lines;
  }
}
