/** Kernel density estimation that knows in which statistical regime an estimate stands. */
module io.gramian.kde {
    requires transitive io.gramian.core;
    requires org.apache.commons.numbers.gamma;
    requires org.apache.commons.numbers.rootfinder;
    requires org.apache.commons.rng.api;
    requires org.apache.commons.rng.sampling;

    exports io.gramian.kde;
    exports io.gramian.kde.estimator;
    exports io.gramian.kde.regime;
    exports io.gramian.kde.inference;
}
