package io.saltroad.datacloud;

import java.util.List;

/**
 * One page of the list of ingestion jobs; at most 100.
 *
 * @param jobs those that can be understood
 * @param isLast whether no page follows
 */
public record IngestionJobPage(List<IngestionJob> jobs, boolean isLast) {

    public IngestionJobPage {
        jobs = List.copyOf(jobs);
    }
}
