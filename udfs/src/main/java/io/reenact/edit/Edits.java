package io.reenact.edit;

import io.reenact.attribute.AttributeFlow;
import io.reenact.latent.Boundaries;
import io.reenact.latent.Boundary;
import io.reenact.latent.Latents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same edits along a flow, boundaries, and boundaries conditioned on each other. */
public final class Edits {
  private final AttributeFlow flow;
  private final Map<String, float[]> normals = new LinkedHashMap<>();
  private final Map<String, float[]> conditioned = new LinkedHashMap<>();

  /**
   * Takes the attributes that have a boundary of the flow's name.
   *
   * @param names of attributes of the flow
   */
  public Edits(AttributeFlow flow, Boundaries boundaries, List<String> names) {
    this.flow = flow;
    List<Boundary> all = names.stream().filter(boundaries::has).map(boundaries::find).toList();
    for (Boundary b : all) {
      normals.put(b.name(), b.normal());
      List<Boundary> others = new ArrayList<>(all);
      others.remove(b);
      conditioned.put(b.name(), b.conditioned(others).normal());
    }
  }

  /** Attributes that can be changed in every way. */
  public List<String> names() {
    return List.copyOf(normals.keySet());
  }

  /** Every attribute by itself, in every way. */
  public static List<EditCase> single(List<String> names) {
    return cases(names, 1);
  }

  /**
   * Three attributes after each other, in every way: each attribute with the two that follow it.
   *
   * @return empty if there are fewer than three
   */
  public static List<EditCase> threeInARow(List<String> names) {
    return names.size() < 3 ? List.of() : cases(names, 3);
  }

  private static List<EditCase> cases(List<String> names, int edits) {
    // Three attributes make one row of three, whichever is the first.
    int rows = edits == names.size() ? 1 : names.size();
    List<EditCase> cases = new ArrayList<>();
    for (int k = 0; k < rows; k++) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < edits; i++) {
        row.add(names.get((k + i) % names.size()));
      }
      for (Way way : Way.values()) {
        cases.add(new EditCase(way, row));
      }
    }
    return cases;
  }

  /**
   * A strength that people differ by: a standard deviation of the attribute, or of the scores.
   *
   * @param w sampled people, {@code [people][w_dim]}
   */
  public double unit(Way way, String name, float[][] w) {
    if (way == Way.FLOW) {
      return 1;
    }
    float[] normal = normal(way, name);
    double sum = 0;
    double square = 0;
    for (float[] one : w) {
      double score = Latents.dot(normal, one);
      sum += score;
      square += score * score;
    }
    double mean = sum / w.length;
    return Math.sqrt(Math.max(0, square / w.length - mean * mean));
  }

  /**
   * A latent after an edit.
   *
   * @param latent {@code [latentSize]}
   */
  public float[] edit(float[] latent, Way way, String name, double strength) {
    return way == Way.FLOW
        ? flow.edit(latent, Map.of(name, strength))
        : Latents.plus(latent, strength, Boundaries.repeated(normal(way, name), latent.length));
  }

  private float[] normal(Way way, String name) {
    return (way == Way.BOUNDARY ? normals : conditioned).get(name);
  }
}
