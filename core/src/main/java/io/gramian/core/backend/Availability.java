package io.gramian.core.backend;

/**
 * Whether a backend can be used here, or the reason why not.
 *
 * @param usable whether {@code open} will succeed
 * @param reason why not, in words a user can act on; empty when usable
 */
public record Availability(boolean usable, String reason) {
    /**
     * Returns the answer of a backend that can be used.
     *
     * @return usable
     */
    public static Availability yes() {
        return new Availability(true, "");
    }

    /**
     * Returns the answer of a backend that cannot be used.
     *
     * @param reason what is missing and what to do about it
     * @return not usable
     */
    public static Availability no(String reason) {
        return new Availability(false, reason);
    }
}
