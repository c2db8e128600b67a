package io.gramian.core.backend;

/** A backend was asked for by name and cannot be used here; the message says why and what to do. */
public class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message which backend, the reason, and what is usable instead
     */
    public BackendUnavailableException(String message) {
        super(message);
    }
}
