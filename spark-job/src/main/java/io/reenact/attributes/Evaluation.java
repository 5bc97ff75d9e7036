package io.reenact.attributes;

import io.reenact.edit.EditTable;
import java.util.List;
import java.util.Map;

/**
 * How flows and boundaries compare.
 *
 * @param table of the edits
 * @param strengths of the edits of one attribute, by title and way, as a table's row names them
 * @param judged correlation of what is read from pictures with the label, by attribute
 * @param unread attributes that pictures don't tell: neither edited nor counted
 * @param unbounded attributes without a boundary: counted, not edited
 * @param unreached attributes that a way does not change as far as wanted: counted, not edited
 */
public record Evaluation(
    EditTable table,
    Map<String, Double> strengths,
    Map<String, Double> judged,
    Map<String, Double> unread,
    List<String> unbounded,
    List<String> unreached) {}
