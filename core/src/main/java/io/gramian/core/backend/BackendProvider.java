package io.gramian.core.backend;

/**
 * Announces a backend to {@link Backends}, which finds providers by {@link java.util.ServiceLoader}.
 *
 * <p>An implementation is listed in {@code module-info} and in {@code META-INF/services}, has a public
 * constructor without arguments, and does nothing costly before {@link #probe} is called.
 */
public interface BackendProvider {
    /**
     * Returns the name users ask for.
     *
     * @return lower case, for example {@code cuda}
     */
    String name();

    /**
     * Returns the rank among usable backends: {@code auto} takes the highest.
     *
     * @return 0 for the portable one
     */
    int priority();

    /**
     * Returns whether the backend can be used on this machine, or why not; prints nothing and throws
     * nothing.
     *
     * @return usable, or the reason
     */
    Availability probe();

    /**
     * Returns the backend, ready for use.
     *
     * @return a backend
     * @throws BackendUnavailableException if it cannot be used
     */
    Backend open();
}
