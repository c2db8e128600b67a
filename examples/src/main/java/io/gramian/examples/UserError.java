package io.gramian.examples;

/** Something the user can put right; its message is the one line that is shown. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an error.
     *
     * @param message where it is, what was found and what is allowed
     */
    public UserError(String message) {
        super(message);
    }
}
