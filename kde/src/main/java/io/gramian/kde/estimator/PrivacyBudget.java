package io.gramian.kde.estimator;

/**
 * How much a release may tell about one person: with (epsilon, delta)-differential privacy (Dwork et al., 2006), P(release
 * of A in S) is at most e^epsilon P(release of B in S) + delta, for every set S and any two data sets A and B that are
 * neighbours in the sense of {@link NeighbouringData}.
 *
 * <p>Several releases of the same data add up, {@link #plus}; of data sets that share no person only the largest counts,
 * {@link #inParallelWith}. That is basic composition, which holds for any mechanisms, also where a later one was chosen
 * after seeing the earlier.
 *
 * @param epsilon positive
 * @param delta from 0 (pure differential privacy) to below 1
 */
public record PrivacyBudget(double epsilon, double delta) {
    /**
     * Checks the parameters.
     *
     * @param epsilon within its range
     * @param delta within its range
     * @throws IllegalArgumentException if one is not
     */
    public PrivacyBudget {
        if (!(epsilon >= 1e-9 && epsilon <= 1e9)) {
            throw new IllegalArgumentException("epsilon: expected a number from 1e-9 to 1e9, found " + epsilon);
        }
        if (!(delta >= 0 && delta < 1)) {
            throw new IllegalArgumentException("delta: expected a number from 0 to below 1, found " + delta);
        }
    }

    /**
     * Returns the budget of pure differential privacy, delta = 0.
     *
     * @param epsilon from 1e-9 to 1e9; of use are about 0.1 to 10
     * @return a budget
     * @throws IllegalArgumentException if it is out of range
     */
    public static PrivacyBudget pure(double epsilon) {
        return new PrivacyBudget(epsilon, 0);
    }

    /**
     * Returns the budget of approximate differential privacy.
     *
     * @param epsilon from 1e-9 to 1e9
     * @param delta above 0 and below 1; far below one over the number of people
     * @return a budget
     * @throws IllegalArgumentException if one is out of range
     */
    public static PrivacyBudget approximate(double epsilon, double delta) {
        if (delta == 0) {
            throw new IllegalArgumentException("delta: expected more than 0, found 0.0; pure(epsilon) has none");
        }
        return new PrivacyBudget(epsilon, delta);
    }

    /**
     * Returns what this release and another of the same data cost together: the sums of epsilon and of delta.
     *
     * @param other the budget of the other release
     * @return a budget
     * @throws IllegalArgumentException if delta reaches one, where nothing is promised any more
     */
    public PrivacyBudget plus(PrivacyBudget other) {
        double sum = delta + other.delta;
        return new PrivacyBudget(Math.nextUp(epsilon + other.epsilon), sum == 0 ? 0 : Math.nextUp(sum));
    }

    /**
     * Returns what this release and one of the data of other people cost together: the larger epsilon and the larger
     * delta.
     *
     * <p>For {@link NeighbouringData#ADD_REMOVE}; a replaced person may leave one data set and join the other, so that for
     * {@link NeighbouringData#REPLACE} it holds only if who is in which is fixed.
     *
     * @param other the budget of the other release
     * @return a budget
     */
    public PrivacyBudget inParallelWith(PrivacyBudget other) {
        return new PrivacyBudget(Math.max(epsilon, other.epsilon), Math.max(delta, other.delta));
    }

    /**
     * Returns the equal part that each of several releases of the same data may use.
     *
     * @param releases how many, at least 1
     * @return a budget; as many of them together cost no more than this one
     * @throws IllegalArgumentException if there is no release, or too little is left for each
     */
    public PrivacyBudget dividedBy(int releases) {
        if (releases < 1) {
            throw new IllegalArgumentException("releases: expected at least 1, found " + releases);
        }
        // A few units in the last place go to the roundings of the sums.
        double part = 1 - releases * 0x1p-50;
        return releases == 1 ? this : new PrivacyBudget(part * epsilon / releases, part * delta / releases);
    }
}
