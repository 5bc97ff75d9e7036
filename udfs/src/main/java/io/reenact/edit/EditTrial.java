package io.reenact.edit;

import io.reenact.direction.ExpressionPairs;
import io.reenact.direction.ReadFaces;
import io.reenact.direction.Reading;
import io.reenact.generator.Generator;
import io.reenact.latent.Latents;
import io.reenact.maths.Vectors;
import io.reenact.sample.FrontalPictures;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries edits on people that no fit has seen, and looks at pictures of them. One thread at a time.
 */
public final class EditTrial implements AutoCloseable {
  /** Side of the pictures that labels are read from, px. */
  public static final int SIZE = 32;

  private final Generator generator;
  private final ReadFaces faces;
  private final FrontalPictures pictures;
  private final ExpressionPairs people;
  private final LabelReader reader;
  private final List<String> labels;
  private final Edits edits;

  /**
   * @param generator stays the caller's
   * @param faces stays the caller's
   * @param reader of labels, which have read {@link #SIZE} px
   * @param labels their names
   * @param seed of the draw of people
   */
  public EditTrial(
      Generator generator,
      ReadFaces faces,
      LabelReader reader,
      List<String> labels,
      Edits edits,
      long seed) {
    this.generator = generator;
    this.faces = faces;
    this.pictures = new FrontalPictures(generator, SIZE);
    this.people = new ExpressionPairs(generator, seed);
    this.reader = reader;
    this.labels = List.copyOf(labels);
    this.edits = edits;
  }

  /**
   * How far an attribute of a person moves.
   *
   * @param number of the person
   * @param edit of one attribute
   * @param strengths to try
   * @return change by strength, in spreads of what is read
   */
  public double[] changes(long number, EditCase edit, double[] strengths) {
    float[] source = generator.latentOf(people.of(number).source());
    float[] before = look(source);
    String name = edit.names().get(0);
    double[] changes = new double[strengths.length];
    for (int i = 0; i < changes.length; i++) {
      float[] after = look(edits.edit(source, edit.way(), name, strengths[i]));
      changes[i] = reader.change(before, after)[labels.indexOf(name)];
    }
    return changes;
  }

  /** An edit and how strong it is, by attribute. */
  @SuppressWarnings("ArrayRecordComponent") // read by one loop, never compared
  public record Strong(EditCase edit, double[] strengths) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Tries edits on one person.
   *
   * @param number of the person
   */
  public List<EditTry> of(long number, List<Strong> tried) {
    ExpressionPairs.Pair pair = people.of(number);
    float[] source = generator.latentOf(pair.source());
    float[] moved = generator.latentOf(pair.target());
    float[] before = look(source);
    List<float[]> latents = new ArrayList<>(List.of(source, moved));
    for (Strong s : tried) {
      float[] edited = source;
      for (int i = 0; i < s.strengths.length; i++) {
        edited = edits.edit(edited, s.edit.way(), s.edit.names().get(i), s.strengths[i]);
      }
      latents.add(edited);
      // As a reenactment does: what the source's own latent was moved by is added to every frame's.
      latents.add(Latents.plus(moved, 1, Latents.plus(edited, -1, source)));
    }
    Reading[] read = faces.read(latents.toArray(float[][]::new));
    float[] movement = Latents.plus(read[1].shape(), -1, read[0].shape());
    List<EditTry> tries = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      Reading still = read[2 + 2 * i];
      float[] left = Latents.plus(read[3 + 2 * i].shape(), -1, still.shape());
      double[] changes = reader.change(before, look(latents.get(2 + 2 * i)));
      EditCase edit = tried.get(i).edit;
      double cosine = Vectors.cosine(read[0].identity(), still.identity());
      tries.add(seen(edit, number, changes, cosine, movement, left));
    }
    return tries;
  }

  private EditTry seen(
      EditCase edit,
      long number,
      double[] changes,
      double identity,
      float[] movement,
      float[] left) {
    return new EditTry(
        edit,
        number,
        target(edit, labels, changes),
        drift(edit, labels, changes),
        identity,
        Latents.cosine(movement, left),
        Latents.dot(movement, left) / Latents.dot(movement, movement));
  }

  /** Mean change of what an edit is to change. */
  static double target(EditCase edit, List<String> labels, double[] changes) {
    return edit.names().stream()
        .mapToDouble(name -> changes[labels.indexOf(name)])
        .average()
        .orElseThrow();
  }

  /** Mean absolute change of the others; NaN if there are none. */
  static double drift(EditCase edit, List<String> labels, double[] changes) {
    return labels.stream()
        .filter(name -> !edit.names().contains(name))
        .mapToDouble(name -> Math.abs(changes[labels.indexOf(name)]))
        .average()
        .orElse(Double.NaN);
  }

  private float[] look(float[] latent) {
    return LabelReader.look(pictures.image(latent));
  }

  @Override
  public void close() {
    pictures.close();
  }
}
