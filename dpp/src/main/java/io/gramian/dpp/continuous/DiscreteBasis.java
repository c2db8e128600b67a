package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Orthonormal functions on finitely many atoms with given probabilities. The point of atom i is the number i, so that laws
 * on it can be enumerated; for functions of coordinates see {@link OrthonormalisedBasis}.
 */
public final class DiscreteBasis implements OrthonormalBasis {
    private static final double TOLERANCE = 1e-8;

    private final double[][] values;
    private final Atoms reference;
    private final Atoms optimal;

    private DiscreteBasis(double[][] values, double[] probabilities) {
        this.values = values;
        this.reference = new Atoms(probabilities);
        double[] tilted = probabilities.clone();
        for (int i = 0; i < tilted.length; i++) {
            tilted[i] *= Residual.dot(values[i], values[i]);
        }
        this.optimal = new Atoms(tilted);
    }

    /**
     * Returns the basis of a table of values.
     *
     * @param probabilities of the N atoms, positive; their sum 1 up to 1e-8
     * @param values N x m: the functions in the atoms, orthonormal up to 1e-8; copied
     * @return m functions on the points 0, 1, ..., N - 1
     * @throws IllegalArgumentException if the sizes differ, the probabilities do not sum to one, or the functions are not
     *     orthonormal
     */
    public static DiscreteBasis of(double[] probabilities, double[][] values) {
        Checks.atLeast("number of atoms", 1, probabilities.length);
        if (values.length != probabilities.length) {
            throw new IllegalArgumentException(
                    "values: expected " + probabilities.length + " rows, one for each atom, found " + values.length);
        }
        for (double probability : probabilities) {
            Checks.positive("probability", probability);
        }
        double sum = Arrays.stream(probabilities).sum();
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("probabilities: expected a sum of 1, found " + sum);
        }
        double[][] copy = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
        int m = Checks.atLeast("number of functions", 1, copy[0].length);
        for (double[] row : copy) {
            if (row.length != m) {
                throw new IllegalArgumentException("values: expected rows of " + m + " numbers, found " + row.length);
            }
        }
        checkOrthonormal(probabilities, copy, m);
        return new DiscreteBasis(copy, probabilities.clone());
    }

    private static void checkOrthonormal(double[] probabilities, double[][] values, int m) {
        for (int a = 0; a < m; a++) {
            for (int b = 0; b <= a; b++) {
                double product = 0;
                for (int i = 0; i < values.length; i++) {
                    product += probabilities[i] * values[i][a] * values[i][b];
                }
                if (!(Math.abs(product - (a == b ? 1 : 0)) <= TOLERANCE)) {
                    throw new IllegalArgumentException(
                            "values: expected orthonormal functions, found the inner product " + product
                                    + " of functions " + a + " and " + b);
                }
            }
        }
    }

    @Override
    public int size() {
        return values[0].length;
    }

    @Override
    public int dimension() {
        return 1;
    }

    /**
     * Returns N.
     *
     * @return the number of atoms
     */
    public int atoms() {
        return values.length;
    }

    @Override
    public void evaluate(double[] x, double[] target) {
        int atom = (int) x[0];
        if (atom != x[0] || atom < 0 || atom >= values.length) {
            throw new IllegalArgumentException(
                    "point " + x[0] + ": expected an atom, one of 0 to " + (values.length - 1));
        }
        System.arraycopy(values[atom], 0, target, 0, values[atom].length);
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {reference.draw(random)};
    }

    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        return new double[] {optimal.draw(random)};
    }

    /** Returns the numbers of functions and atoms. */
    @Override
    public String toString() {
        return "DiscreteBasis[" + size() + " functions on " + values.length + " atoms]";
    }
}
