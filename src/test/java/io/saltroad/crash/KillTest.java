package io.saltroad.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.saltroad.crash.Child.Errand;
import io.saltroad.sandbox.Sandbox;
import io.saltroad.sandbox.SandboxSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A killed process")
class KillTest {

    @TempDir Path folder;

    @Test
    void try_it() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.onFreePorts());
                House house = new House(folder, sandbox)) {
            Org org = new Org(sandbox);
            house.dropAll(SampleExports.all("t"));
            house.settle(Errand.none().counting(folder.resolve("counts.txt")));
            System.out.println(Files.readString(folder.resolve("counts.txt")));
            System.out.println(house.log());
            assertThat(Audit.of(house, org).all()).isEmpty();
        }
    }
}
