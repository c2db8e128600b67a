package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Functions on N atoms, the points 0, ..., N - 1 of the line: the oracle of everything that can be enumerated. */
record AtomicBasis(double[] mu, double[][] phi) implements OrthonormalBasis {
    /** The six atoms of the reference, and two functions. */
    static AtomicBasis ofReference() {
        ReferenceFiles files = new ReferenceFiles("volume_rescaled_enumeration");
        return new AtomicBasis(files.column("mu.csv"), files.matrix("phi.csv"));
    }

    /** Polynomials of degree below m on equal atoms, made orthonormal. */
    static AtomicBasis polynomials(int atoms, int m) {
        double[] mu = new double[atoms];
        Arrays.fill(mu, 1.0 / atoms);
        double[][] phi = new double[atoms][m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < atoms; i++) {
                phi[i][j] = Math.pow(i - (atoms - 1) / 2.0, j);
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < j; k++) {
                    double inner = inner(phi, j, k) / atoms;
                    for (int i = 0; i < atoms; i++) {
                        phi[i][j] -= inner * phi[i][k];
                    }
                }
            }
            double norm = Math.sqrt(inner(phi, j, j) / atoms);
            for (int i = 0; i < atoms; i++) {
                phi[i][j] /= norm;
            }
        }
        return new AtomicBasis(mu, phi);
    }

    private static double inner(double[][] phi, int j, int k) {
        double sum = 0;
        for (double[] row : phi) {
            sum += row[j] * row[k];
        }
        return sum;
    }

    int atoms() {
        return mu.length;
    }

    @Override
    public int size() {
        return phi[0].length;
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        System.arraycopy(phi[(int) x[0]], 0, values, 0, size());
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return draw(random, i -> mu[i]);
    }

    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        return draw(random, this::optimal);
    }

    /** The probability of an atom under the optimal measure. */
    double optimal(int i) {
        return mu[i] * inverseChristoffel(i) / size();
    }

    private static double[] draw(RandomGenerator random, IntToDoubleFunction law) {
        double u = random.nextDouble();
        int i = 0;
        while (u >= law.applyAsDouble(i)) {
            u -= law.applyAsDouble(i++);
        }
        return new double[] {i};
    }

    /** Calls with every tuple of n atoms. */
    void forEach(int n, Consumer<int[]> tuples) {
        int[] tuple = new int[n];
        int count = (int) Math.round(Math.pow(atoms(), n));
        for (int t = 0; t < count; t++) {
            for (int k = 0, rest = t; k < n; k++, rest /= atoms()) {
                tuple[k] = rest % atoms();
            }
            tuples.accept(tuple);
        }
    }

    static Points points(int... tuple) {
        double[] x = new double[tuple.length];
        Arrays.setAll(x, k -> tuple[k]);
        return Points.ofColumn(x);
    }

    static ToDoubleFunction<double[]> function(double... values) {
        return x -> values[(int) x[0]];
    }

    /** The coefficients of the best approximation. */
    double[] projection(double... f) {
        double[] coefficients = new double[size()];
        for (int j = 0; j < size(); j++) {
            for (int i = 0; i < atoms(); i++) {
                coefficients[j] += mu[i] * phi[i][j] * f[i];
            }
        }
        return coefficients;
    }

    /** The squared norm of f less a function of the space. */
    double squaredError(double[] f, double... coefficients) {
        double sum = 0;
        for (int i = 0; i < atoms(); i++) {
            double left = f[i];
            for (int j = 0; j < size(); j++) {
                left -= coefficients[j] * phi[i][j];
            }
            sum += mu[i] * left * left;
        }
        return sum;
    }
}
