package io.gramian.core;

/**
 * Hears how far long work has come.
 *
 * <p>It is called from whichever thread finishes a piece of work, one call at a time, with {@code done}
 * never falling within a stage. An exception it throws stops the work and reaches the caller.
 *
 * <pre>{@code
 * density.withProgress((stage, done, total) -> System.err.printf("%s %d/%d%n", stage, done, total));
 * }</pre>
 */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (stage, done, total) -> {};

    /**
     * Is told that {@code done} of {@code total} units of a stage are finished.
     *
     * @param stage what is being done, a few words
     * @param done units finished, 0 to total
     * @param total units in all
     */
    void update(String stage, long done, long total);
}
