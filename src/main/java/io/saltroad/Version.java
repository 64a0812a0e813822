package io.saltroad;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The versions of this program and of the Java that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "saltroad " + number(), "Java " + Runtime.version(),
        };
    }

    /** The version of this program. */
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)");
    }
}
