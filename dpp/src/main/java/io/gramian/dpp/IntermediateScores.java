package io.gramian.dpp;

import java.util.random.RandomGenerator;

/**
 * Upper bounds l_i of the leverage scores b_i' (I + A)^-1 b_i, L = B B', for a positive semi-definite A near B'B that is known by
 * few items. Whatever A is, det(I + C) / det(I + A) &lt;= exp(tr (C - A)(I + A)^-1), on which exact rejection rests; a good A
 * rejects seldom. Immutable, thread-safe.
 */
interface IntermediateScores {
    /** Items with their bounds l. */
    record Candidates(int[] items, double[] scores) {}

    /** Returns a Poisson process on the items with the intensity rate times l_i at item i. */
    Candidates draw(double rate, RandomGenerator random);

    /** Returns sum_i l_i, or an estimate of it. */
    double total();

    /** Returns tr A (I + A)^-1. */
    double trace();

    /** Returns log det(I + A). */
    double logDeterminant();
}
