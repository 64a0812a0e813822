package io.saltroad.salesforce.bulk;

import java.util.List;
import java.util.Optional;

/**
 * One page of the list of all jobs of an org; at most 1,000.
 *
 * @param next path of the next page; empty on the last one
 */
public record JobPage(List<JobInfo> jobs, Optional<String> next) {

    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
