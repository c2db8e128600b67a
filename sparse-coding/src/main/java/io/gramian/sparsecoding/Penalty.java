package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;

/** A penalty, absolute or as a fraction of lambda_max. */
record Penalty(double value, boolean relative) {
    static Penalty of(double lambda) {
        return new Penalty(Checks.notNegative("penalty", lambda), false);
    }

    static Penalty fraction(double fraction) {
        return new Penalty(Checks.notNegative("penalty as a fraction of lambda_max", fraction), true);
    }

    double at(double largestPenalty) {
        return relative ? value * largestPenalty : value;
    }

    @Override
    public String toString() {
        return relative ? value + " lambda_max" : Double.toString(value);
    }
}
