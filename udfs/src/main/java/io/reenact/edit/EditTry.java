package io.reenact.edit;

import java.io.Serializable;

/**
 * What an edit did to one person, seen in pictures. Changes are in standard deviations of what is
 * read from pictures of sampled people.
 *
 * @param edit that was tried
 * @param person number of the person
 * @param target change of what was to change, the mean if that is several attributes
 * @param drift mean absolute change of the attributes that were to stay; NaN if there are none
 * @param identity cosine of the identity embeddings before and after
 * @param movement cosine of the movements from one expression to another before and after
 * @param gain part of the movement's size that is left, along the movement before
 */
public record EditTry(
    EditCase edit,
    long person,
    double target,
    double drift,
    double identity,
    double movement,
    double gain)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
