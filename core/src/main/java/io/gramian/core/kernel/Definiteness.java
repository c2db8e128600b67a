package io.gramian.core.kernel;

/** What is known of the sign of the eigenvalues of a kernel's Gram matrices. */
public enum Definiteness {
    /** c' K c &gt;= 0 for every c and every set of points: positive semi-definite. */
    POSITIVE,

    /** c' K c &gt;= 0 for every c whose entries sum to zero. */
    CONDITIONAL,

    /** Nothing is promised, as for the sigmoid. */
    NONE;

    Definiteness plus(Definiteness other) {
        return compareTo(other) >= 0 ? this : other;
    }

    Definiteness times(Definiteness other) {
        return this == POSITIVE && other == POSITIVE ? POSITIVE : NONE; // Schur's product theorem
    }
}
