package io.saltroad;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The versions of this program and of the Java that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version =
                Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                        .orElse("(not from a jar)");
        return new String[] {
            "saltroad " + version, "Java " + Runtime.version(),
        };
    }
}
