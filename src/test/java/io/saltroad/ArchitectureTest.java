package io.saltroad;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.slf4j.Logger;
import picocli.CommandLine.Command;

@DisplayName("The arrows between packages")
@AnalyzeClasses(packages = "io.saltroad", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule run_in_no_circle =
            slices().matching("io.saltroad.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule lead_to_the_sandbox_from_the_root_alone =
            noClasses()
                    .that(resideInAnyPackage("io.saltroad.*.."))
                    .and()
                    .resideOutsideOfPackage("io.saltroad.sandbox..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.saltroad.sandbox..");

    @ArchTest
    static final ArchRule lead_out_of_the_sandbox_to_nothing_of_ours =
            noClasses()
                    .that()
                    .resideInAPackage("io.saltroad.sandbox..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "io.saltroad.delivery..",
                                    "io.saltroad.export..",
                                    "io.saltroad.chunk..",
                                    "io.saltroad.mapping..",
                                    "io.saltroad.ledger..",
                                    "io.saltroad.datacloud..",
                                    "io.saltroad.salesforce.."));

    @ArchTest
    static final ArchRule lead_from_data_cloud_to_what_it_is_made_of =
            noClasses()
                    .that()
                    .resideInAPackage("io.saltroad.datacloud..")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("io.saltroad..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.saltroad.datacloud..",
                                                            "io.saltroad.salesforce",
                                                            "io.saltroad.chunk",
                                                            "io.saltroad.export",
                                                            "io.saltroad.forms",
                                                            "io.saltroad.ledger",
                                                            "io.saltroad.settings"))));

    @ArchTest
    static final ArchRule keep_http_out_of_the_rules_of_delivery =
            noClasses()
                    .that()
                    .resideInAPackage("io.saltroad.delivery")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(
                                    "java.net.http..", "org.apache.hc..", "org.eclipse.jetty.."));

    @ArchTest
    static final ArchRule lead_from_the_ledger_to_settings_alone =
            noClasses()
                    .that()
                    .resideInAPackage("io.saltroad.ledger")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("io.saltroad..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.saltroad.ledger",
                                                            "io.saltroad.settings",
                                                            "java.."))));

    @ArchTest
    static final ArchRule keep_settings_and_forms_leaves =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.saltroad.settings", "io.saltroad.forms")
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage("io.saltroad..")
                                    .and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.saltroad.settings",
                                                            "io.saltroad.forms"))));

    @ArchTest
    static final ArchRule keep_the_mapping_from_knowing_salesforce_and_delivery =
            classes()
                    .that()
                    .resideInAPackage("io.saltroad.mapping")
                    .should()
                    .onlyDependOnClassesThat(
                            not(
                                    resideInAnyPackage(
                                            "io.saltroad.salesforce..",
                                            "io.saltroad.datacloud..",
                                            "io.saltroad.delivery..",
                                            "io.saltroad.chunk..")));

    /** Picocli looks at them before it reads the options that say how to log. */
    @ArchTest
    static final ArchRule lead_from_no_command_to_a_logger_too_early =
            noFields()
                    .that()
                    .areDeclaredInClassesThat()
                    .areAnnotatedWith(Command.class)
                    .should()
                    .haveRawType(Logger.class);
}
