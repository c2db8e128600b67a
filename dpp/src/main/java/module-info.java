/** Determinantal point processes, volume sampling and weighted least squares. */
module io.gramian.dpp {
    requires transitive io.gramian.core;
    requires transitive io.gramian.nystrom;
    requires ejml.ddense;
    requires org.apache.commons.numbers.gamma;
    requires org.apache.commons.rng.api;
    requires org.apache.commons.rng.sampling;

    exports io.gramian.dpp;
    exports io.gramian.dpp.continuous;
    exports io.gramian.dpp.leastsquares;
}
