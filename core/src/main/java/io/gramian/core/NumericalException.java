package io.gramian.core;

/** A computation that was well asked for but whose numbers did not allow an answer. */
public class NumericalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception that says what failed, by how much, and what to try.
     *
     * @param message the value that was found, what was needed, and a way out
     */
    public NumericalException(String message) {
        super(message);
    }
}
