/** Low-rank kernel models: landmarks by ridge leverage scores, Nystrom approximation, kernel ridge regression. */
module io.gramian.nystrom {
    requires transitive io.gramian.core;
    requires org.apache.commons.numbers.gamma;
    requires org.apache.commons.rng.api;
    requires org.apache.commons.rng.sampling;

    exports io.gramian.nystrom;
    exports io.gramian.nystrom.stream;
}
