package io.saltroad;

/**
 * Sets how much is logged, and how. Must come before the first logger is made: see log4j2.xml. So
 * commands, whose classes are looked at before the options are read, have no logger of their own.
 */
final class Logging {

    private Logging() {}

    static void prepare(boolean verbose) {
        if (Saltroad.isTerminal()) {
            // who watches knows the day
            System.setProperty("io.saltroad.log.time", "HH:mm:ss");
        }
        if (verbose) {
            System.setProperty("io.saltroad.log.level", "DEBUG");
            System.setProperty("io.saltroad.log.others", "INFO");
        }
    }
}
