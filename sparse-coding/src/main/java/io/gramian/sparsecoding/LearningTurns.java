package io.gramian.sparsecoding;

/** The turns of coding and of improving atoms that make an iteration of batch learning. */
interface LearningTurns extends AutoCloseable {
    /** The dictionary after one more iteration. */
    Dictionary improve(Dictionary dictionary);

    /** Of the improved dictionary and the codes it was improved with. */
    double objective();

    /** The last code of a signal. */
    CoefficientMaps code(int signal);

    @Override
    void close();
}
