/** The contracts of kernels and backends, as JUnit suites. */
module io.gramian.conformance {
    requires transitive io.gramian.core;
    requires transitive org.junit.jupiter.api;
    requires ejml.core;
    requires ejml.ddense;

    exports io.gramian.conformance;

    opens io.gramian.conformance; // JUnit calls test methods that are not public
}
