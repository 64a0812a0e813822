package io.saltroad.salesforce;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every signal. */
public final class TestSignals implements LimitSignals {

    public final List<Limit> limits = new CopyOnWriteArrayList<>();
    final List<String> usages = new CopyOnWriteArrayList<>();

    @Override
    public void limited(Limit limit) {
        limits.add(limit);
    }

    @Override
    public void usage(long used, long max) {
        usages.add(used + " of " + max);
    }
}
