package io.reenact.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * What a report is asked for.
 *
 * @param title of the page
 * @param facts about the run, in order, such as profile and judges
 * @param flow names of the stages, in their order
 * @param seed of the intervals' draws
 * @param copy the folder of a copy that needs nothing outside of it; empty for the workspace's own
 *     report, which refers to the files beside it
 */
public record ReportRequest(
    String title, Map<String, String> facts, List<String> flow, long seed, Optional<Path> copy) {}
