package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;

/**
 * The tile loops in double precision and plain Java.
 *
 * <p>They look as they do because C2 vectorises exactly such loops on JDK 17 and 25: one counted loop over
 * whole arrays from index zero, the result in place, no calls but {@code Math.max}, {@code Math.min}, {@code
 * Math.abs} and {@code Math.sqrt}, not too long a body. What lies at an offset is copied to the start of a
 * scratch row first, once for eight query rows. A panel is as wide as the tile, so that one coordinate of
 * all its columns is contiguous. The exponential is 2^u = P(u / 1024)^1024, ten squarings, because the
 * usual trick with the exponent bits is not vectorised in plain Java.
 */
public class DoubleTileLoops extends TileLoops<double[]> {
    private static final double C1 = 0.6931471805599453;
    private static final double C2 = 0.2402265069591007;
    private static final double C3 = 0.055504108664821576;
    private static final double C4 = 0.009618129107628477;
    private static final double C5 = 0.0013333558146428441;
    private static final double C6 = 0.00015403530393381606;
    private static final double C7 = 1.5252733804059838e-05;
    private static final double C8 = 1.3215486790144305e-06;
    private static final double C9 = 1.0178086009239696e-07;
    private static final double C10 = 7.054911620801121e-09;

    /** Exponents below this give 2^-1021, which counts as nothing beside a sum of at least one. */
    protected static final double LEAST_EXPONENT = -1021;

    /** Taken off every power, so that those at the least exponent become zero and others do not notice. */
    protected static final double FLOOR = 0x1p-1020;

    @Override
    Precision precision() {
        return Precision.DOUBLE;
    }

    @Override
    protected String instructions() {
        return "plain Java";
    }

    @Override
    protected ProductLoops<double[]> products() {
        return new DoubleProductLoops();
    }

    @Override
    protected int panelWidth(int tileColumns) {
        return tileColumns;
    }

    @Override
    protected Crossover crossover() {
        return Crossover.PLAIN_DOUBLE;
    }

    @Override
    double[] allocate(int length) {
        return new double[length];
    }

    @Override
    double[][] allocateTile(int rows, int columns) {
        return new double[rows][columns];
    }

    @Override
    double get(double[] array, int at) {
        return array[at];
    }

    @Override
    void set(double[] array, int at, double value) {
        array[at] = value;
    }

    @Override
    void packRows(double[][] rows, int count, double[] target, int at, int d) {
        for (int r = 0; r < count; r += 4) { // four at a time: they share cache lines, and each is read in order
            double[] a = rows[r];
            double[] b = rows[Math.min(r + 1, count - 1)];
            double[] c = rows[Math.min(r + 2, count - 1)];
            double[] e = rows[Math.min(r + 3, count - 1)];
            for (int k = 0; k < d; k++) {
                int to = at + k * ROWS + r;
                target[to] = a[k];
                target[to + 1] = b[k];
                target[to + 2] = c[k];
                target[to + 3] = e[k];
            }
        }
    }

    @Override
    protected void squaredDistances(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(tile[r], 0, columns, 0);
        }
        for (int k = -(d % 2); k < d; k += 2) { // two coordinates at a time, the odd one first and alone
            copyCoordinates(y, yFrom, k, columns, scratch);
            for (int r = 0; r < rows; r++) {
                int at = xFrom + k * ROWS + r;
                addSquares(tile[r], columns, scratch[0], scratch[1], k < 0 ? 0 : x[at], x[at + ROWS]);
            }
        }
    }

    @Override
    protected void squaredDistance(
            double[] x, int xFrom, int r, double[] y, int yFrom, int d, double[] row, int columns, double[][] scratch) {
        Arrays.fill(row, 0, columns, 0);
        for (int k = -(d % 2); k < d; k += 2) {
            copyCoordinates(y, yFrom, k, columns, scratch);
            int at = xFrom + k * ROWS + r;
            addSquares(row, columns, scratch[0], scratch[1], k < 0 ? 0 : x[at], x[at + ROWS]);
        }
    }

    /** Copies coordinates k and k + 1 of all columns to the start of two rows; coordinate -1 is zero. */
    private static void copyCoordinates(double[] y, int yFrom, int k, int columns, double[][] scratch) {
        if (k < 0) {
            Arrays.fill(scratch[0], 0, columns, 0);
        } else {
            System.arraycopy(y, yFrom + k * columns, scratch[0], 0, columns);
        }
        System.arraycopy(y, yFrom + (k + 1) * columns, scratch[1], 0, columns);
    }

    private static void addSquares(double[] row, int n, double[] y, double[] z, double a, double b) {
        for (int j = 0; j < n; j++) {
            double e = y[j] - a;
            double f = z[j] - b;
            row[j] += e * e + f * f;
        }
    }

    @Override
    protected void l1Distances(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(tile[r], 0, columns, 0);
        }
        for (int k = 0; k < d; k++) {
            System.arraycopy(y, yFrom + k * columns, scratch[0], 0, columns);
            for (int r = 0; r < rows; r++) {
                addAbsolutes(tile[r], columns, scratch[0], x[xFrom + k * ROWS + r]);
            }
        }
    }

    private static void addAbsolutes(double[] row, int n, double[] y, double a) {
        for (int j = 0; j < n; j++) {
            row[j] += Math.abs(y[j] - a);
        }
    }

    @Override
    protected void chiSquared(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(tile[r], 0, columns, 0);
        }
        for (int k = 0; k < d; k++) {
            System.arraycopy(y, yFrom + k * columns, scratch[0], 0, columns);
            for (int r = 0; r < rows; r++) {
                addChiSquares(tile[r], columns, scratch[0], x[xFrom + k * ROWS + r]);
            }
        }
    }

    private static void addChiSquares(double[] row, int n, double[] y, double a) {
        for (int j = 0; j < n; j++) {
            double e = y[j] - a;
            row[j] += e * e / Math.max(y[j] + a, Double.MIN_NORMAL); // 0 / tiny = 0 where both are zero
        }
    }

    @Override
    protected int depth() {
        return Integer.MAX_VALUE; // the tile's rows are what has to stay in the cache here
    }

    @Override
    protected void addDots(
            double[] x,
            int xFrom,
            double[] y,
            int yFrom,
            int d,
            int k0,
            int k1,
            double[][] tile,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows && k0 == 0; r++) {
            Arrays.fill(tile[r], 0, columns, 0);
        }
        for (int k = k0 - (k1 - k0) % 2; k < k1; k += 2) { // two coordinates at a time, the odd one first and alone
            copyCoordinates(y, yFrom, Math.max(k, k0 - 1), columns, scratch);
            for (int r = 0; r < rows; r++) {
                int at = xFrom + k * ROWS + r;
                addProducts(tile[r], columns, scratch[0], scratch[1], k < k0 ? 0 : x[at], x[at + ROWS]);
            }
        }
    }

    private static void addProducts(double[] row, int n, double[] y, double[] z, double a, double b) {
        for (int j = 0; j < n; j++) {
            row[j] += y[j] * a + z[j] * b;
        }
    }

    @Override
    protected void distances(double[] row, int columns, double xNorm, double[] yNorms, int from, double[][] scratch) {
        System.arraycopy(yNorms, from, scratch[0], 0, columns);
        distances(row, columns, xNorm, scratch[0]);
    }

    private static void distances(double[] row, int columns, double xNorm, double[] yNorms) {
        for (int j = 0; j < columns; j++) {
            row[j] = Math.max(0, xNorm + yNorms[j] - 2 * row[j]);
        }
    }

    @Override
    void clamp(double[] row, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] = Math.min(1, Math.max(-1, row[j]));
        }
    }

    @Override
    void profile(Profile profile, double[] row, int columns, double[][] scratch) {
        if (profile instanceof Profile.Exponential p) {
            exp2(row, columns, -p.rate() * LOG2_E, scratch[0]);
        } else if (profile instanceof Profile.RootExponential p) {
            roots(row, columns, 1);
            exp2(row, columns, -p.rate() * LOG2_E, scratch[0]);
        } else if (profile instanceof Profile.Matern32 p) {
            roots(row, columns, p.rate());
            double[] u = scratch[0];
            System.arraycopy(row, 0, u, 0, columns);
            exp2(row, columns, -LOG2_E, scratch[1]);
            for (int j = 0; j < columns; j++) {
                row[j] *= 1 + u[j];
            }
        } else if (profile instanceof Profile.Matern52 p) {
            roots(row, columns, p.rate());
            double[] u = scratch[0];
            System.arraycopy(row, 0, u, 0, columns);
            exp2(row, columns, -LOG2_E, scratch[1]);
            for (int j = 0; j < columns; j++) {
                row[j] *= 1 + u[j] + u[j] * u[j] * (1.0 / 3);
            }
        } else if (profile instanceof Profile.RationalPower p) {
            rationalPower(row, columns, p.rate(), p.power(), scratch[0]);
        } else if (profile instanceof Profile.Polynomial p) {
            affine(row, columns, p.scale(), p.offset());
            power(row, columns, p.degree(), scratch[0]);
        } else if (profile instanceof Profile.CompactPower p) {
            compactPower(row, columns, -1 / (p.radius() * p.radius()), p.power(), scratch[0]);
        } else if (profile instanceof Profile.Triangle p) {
            roots(row, columns, 1);
            for (int j = 0; j < columns; j++) {
                row[j] = Math.max(0, 1 - row[j] * (1 / p.radius()));
            }
        } else if (profile instanceof Profile.CosineArch p) {
            roots(row, columns, 1);
            cosineArch(row, columns, 1 / p.radius());
        } else if (profile instanceof Profile.ArcCosine p) {
            for (int j = 0; j < columns; j++) {
                row[j] = p.value(row[j], Angles.arcCosine(row[j]));
            }
        } else if (!(profile instanceof Profile.Identity)) {
            for (int j = 0; j < columns; j++) {
                row[j] = profile.value(row[j]);
            }
        }
    }

    @Override
    double exponents(Profile profile, double[] row, int columns, double[][] scratch) {
        if (profile instanceof Profile.Exponential p) {
            return -p.rate() * LOG2_E;
        } else if (profile instanceof Profile.RootExponential p) {
            roots(row, columns, 1);
            return -p.rate() * LOG2_E;
        }
        for (int j = 0; j < columns; j++) {
            row[j] = LOG2_E * profile.logValue(row[j]);
        }
        return 1;
    }

    private static void roots(double[] row, int n, double factor) {
        for (int j = 0; j < n; j++) {
            row[j] = factor * Math.sqrt(row[j]);
        }
    }

    private void rationalPower(double[] row, int n, double rate, double power, double[] scratch) {
        if (power == 1) {
            for (int j = 0; j < n; j++) {
                row[j] = 1 / (1 + rate * row[j]);
            }
        } else if (power == 0.5) {
            for (int j = 0; j < n; j++) {
                row[j] = 1 / Math.sqrt(1 + rate * row[j]);
            }
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = Math.log1p(rate * row[j]);
            }
            exp2(row, n, -power * LOG2_E, scratch);
        }
    }

    private static void compactPower(double[] row, int n, double slope, int power, double[] scratch) {
        if (power == 0) {
            for (int j = 0; j < n; j++) {
                row[j] = 1 + slope * row[j] > 0 ? 1 : 0;
            }
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = Math.max(0, 1 + slope * row[j]);
            }
            power(row, n, power, scratch);
        }
    }

    /** row = row^degree by repeated squaring. */
    private static void power(double[] row, int n, int degree, double[] scratch) {
        if (degree == 1) {
            return;
        }
        Arrays.fill(scratch, 0, n, 1);
        for (int rest = degree; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                for (int j = 0; j < n; j++) {
                    scratch[j] *= row[j];
                }
            }
            for (int j = 0; j < n; j++) {
                row[j] *= row[j];
            }
        }
        System.arraycopy(scratch, 0, row, 0, n);
    }

    /** row = sin(pi v / 2) with v = max(0, 1 - row / radius), by its series: exact to rounding on [0, 1]. */
    private static void cosineArch(double[] row, int n, double inverseRadius) {
        for (int j = 0; j < n; j++) {
            double v = Math.max(0, 1 - inverseRadius * row[j]) * (Math.PI / 2);
            double s = v * v;
            double p = -1.0 / 51090942171709440000.0;
            p = p * s + 1.0 / 121645100408832000.0;
            p = p * s - 1.0 / 355687428096000.0;
            p = p * s + 1.0 / 1307674368000.0;
            p = p * s - 1.0 / 6227020800.0;
            p = p * s + 1.0 / 39916800.0;
            p = p * s - 1.0 / 362880.0;
            p = p * s + 1.0 / 5040.0;
            p = p * s - 1.0 / 120.0;
            p = p * s + 1.0 / 6.0;
            row[j] = v - v * s * p;
        }
    }

    /** row = 2^(scale row), exponents within range. */
    protected void exp2(double[] row, int n, double scale, double[] scratch) {
        double step = scale / 1024;
        for (int j = 0; j < n; j++) {
            double u = Math.max(step * row[j], LEAST_EXPONENT / 1024);
            double p = C10;
            p = p * u + C9;
            p = p * u + C8;
            p = p * u + C7;
            p = p * u + C6;
            p = p * u + C5;
            p = p * u + C4;
            p = p * u + C3;
            p = p * u + C2;
            p = p * u + C1;
            p = p * u + 1;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            row[j] = Math.max(0, p - FLOOR);
        }
    }

    /** row = max(0, row - floor): what stands for zero becomes zero. */
    protected static void flush(double[] row, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(0, row[j] - FLOOR);
        }
    }

    @Override
    void add(double[] row, double[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] += other[j];
        }
    }

    @Override
    void multiply(double[] row, double[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] *= other[j];
        }
    }

    @Override
    void multiply(double[] row, int columns, double[] factors, int from, double factor, double[][] scratch) {
        System.arraycopy(factors, from, scratch[0], 0, columns);
        multiply(row, scratch[0], columns);
        if (factor != 1) {
            scale(row, columns, factor);
        }
    }

    @Override
    void scale(double[] row, int columns, double factor) {
        for (int j = 0; j < columns; j++) {
            row[j] *= factor;
        }
    }

    @Override
    void affine(double[] row, int columns, double scale, double offset) {
        for (int j = 0; j < columns; j++) {
            row[j] = scale * row[j] + offset;
        }
    }

    @Override
    void logAdd(double[] row, double[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            double max = Math.max(row[j], other[j]);
            double min = Math.min(row[j], other[j]);
            row[j] = max == Double.NEGATIVE_INFINITY ? max : max + LOG2_E * Math.log1p(Math.exp((min - max) / LOG2_E));
        }
    }

    @Override
    protected double dot(double[] row, double[] weights, int from, int columns, double[][] scratch) {
        System.arraycopy(weights, from, scratch[0], 0, columns);
        multiply(scratch[0], row, columns);
        return sum(scratch[0], columns);
    }

    /** Four running maxima, compared and not {@code Math.max}, whose care for NaN and -0 costs three times as much. */
    @Override
    protected double maxExponent(double[] row, int columns, double scale, double[] bias, int from) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double e = a;
        for (int j = 0; j < columns; j += 4) {
            double u = bias == null ? scale * row[j] : scale * row[j] + bias[from + j];
            double v = bias == null ? scale * row[j + 1] : scale * row[j + 1] + bias[from + j + 1];
            double w = bias == null ? scale * row[j + 2] : scale * row[j + 2] + bias[from + j + 2];
            double z = bias == null ? scale * row[j + 3] : scale * row[j + 3] + bias[from + j + 3];
            a = u > a ? u : a;
            b = v > b ? v : b;
            c = w > c ? w : c;
            e = z > e ? z : e;
        }
        return Math.max(Math.max(a, b), Math.max(c, e));
    }

    @Override
    protected double sumExp2(
            double[] row, int columns, double scale, double shift, double[] bias, int from, double[][] scratch) {
        if (bias == null) {
            affine(row, columns, scale, shift);
        } else {
            shiftedExponents(row, columns, scale, shift, bias, from, scratch);
        }
        exp2(row, columns, 1, scratch[0]);
        return sum(row, columns);
    }

    @Override
    double leastPower() {
        return 0x1p-1021;
    }

    @Override
    protected double dotExp2(double[] row, int columns, double scale, double[] weights, int from, double[][] scratch) {
        exp2(row, columns, scale, scratch[0]);
        return dot(row, weights, from, columns, scratch);
    }

    @Override
    protected void shiftedExponents(
            double[] row, int columns, double scale, double shift, double[] bias, int from, double[][] scratch) {
        scale(row, columns, scale);
        if (bias != null) {
            System.arraycopy(bias, from, scratch[0], 0, columns);
            add(row, scratch[0], columns);
        }
        affine(row, columns, 1, shift);
    }

    @Override
    protected void addMoments(double[] row, int columns, double[][] scratch, double[] sums, int at) {
        double[] u = scratch[0];
        for (int j = 0; j < columns; j++) {
            u[j] = Math.max(row[j], LEAST_EXPONENT);
        }
        exp2(row, columns, 1, scratch[1]);
        sums[at] += sum(row, columns);
        multiply(u, row, columns);
        sums[at + 2] += sum(u, columns);
        multiply(row, row, columns);
        sums[at + 1] += sum(row, columns);
    }

    @Override
    void powers(double[] row, int columns, double[][] scratch) {
        exp2(row, columns, 1, scratch[0]);
    }

    @Override
    protected double differences(
            double[] weights, int columns, double[] y, int from, double a, double[] products, double[][] scratch) {
        System.arraycopy(y, from, products, 0, columns);
        affine(products, columns, 1, -a);
        multiply(products, weights, columns);
        return sum(products, columns);
    }

    @Override
    protected void addColumns(
            double[][] tile, int rows, int columns, double[] factors, double[] sums, int at, double[][] scratch) {
        scale(tile[0], columns, factors[0]);
        for (int r = 1; r < rows; r++) {
            scale(tile[r], columns, factors[r]);
            add(tile[0], tile[r], columns);
        }
        addTo(tile[0], columns, sums, at);
    }

    @Override
    protected void addTo(double[] row, int columns, double[] sums, int at) {
        for (int j = 0; j < columns; j++) {
            sums[at + j] += row[j];
        }
    }

    @Override
    void store(double[] row, int columns, double[] target, int at) {
        System.arraycopy(row, 0, target, at, columns);
    }

    @Override
    protected double headroom() {
        return 200; // beyond, the exponential of this path loses digits
    }

    @Override
    void nearest(double[] row, int columns, int first, int k, double[] best, int at) {
        double worst = best[at + k - 1];
        for (int j = 0; j < columns; j++) {
            if (row[j] < worst) {
                insert(row[j], first + j, k, best, at);
                worst = best[at + k - 1];
            }
        }
    }

    /** Four running sums, because one would wait for each addition to finish. */
    @Override
    protected double sum(double[] row, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int j = 0;
        for (; j + 3 < n; j += 4) {
            a += row[j];
            b += row[j + 1];
            c += row[j + 2];
            e += row[j + 3];
        }
        for (; j < n; j++) {
            a += row[j];
        }
        return (a + b) + (c + e);
    }
}
