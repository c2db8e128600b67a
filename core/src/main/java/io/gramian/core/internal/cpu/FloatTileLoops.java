package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;

/**
 * The tile loops in single precision and plain Java; the sums they return are accumulated in double precision.
 *
 * <p>Line by line the loops of {@link DoubleTileLoops}, but for the exponential: ten squarings would lose
 * three digits that a float does not have. 2^u is P((u - 8 q) / 8)^8 2^(8 q) with q the nearest whole number to
 * u / 8 (relative error 1e-6), and 2^(8 q) is put together by exact squarings, in two loops that are short
 * enough for C2, which does not vectorise operations on the bits of a float.
 */
public class FloatTileLoops extends TileLoops<float[]> {
    private static final float C1 = 0.6931472067028326f;
    private static final float C2 = 0.24022650922288757f;
    private static final float C3 = 0.05550327226670302f;
    private static final float C4 = 0.009618056678524637f;
    private static final float C5 = 0.0013400428177615838f;
    private static final float C6 = 0.0001546144469856913f;
    private static final float ROUND = 0x1.8p23f; // adding and taking it away rounds to a whole number

    private static final float QUARTERS = 0x1.8p21f;
    private static final float Q1 = 0.6875f;
    private static final float Q2 = 23f / 96;
    private static final float Q3 = 0.0625f;
    private static final float Q4 = 1f / 96;

    /** Exponents below this give 2^-125, which counts as nothing beside a sum of at least one. */
    protected static final float LEAST_EXPONENT = -125;

    /** Taken off every power, so that those at the least exponent become zero and others do not notice. */
    protected static final float FLOOR = 0x1p-123f;

    @Override
    Precision precision() {
        return Precision.FLOAT;
    }

    @Override
    protected String instructions() {
        return "plain Java";
    }

    @Override
    protected ProductLoops<float[]> products() {
        return new FloatProductLoops();
    }

    @Override
    protected int panelWidth(int tileColumns) {
        return tileColumns;
    }

    @Override
    protected Crossover crossover() {
        return Crossover.PLAIN_FLOAT;
    }

    @Override
    float[] allocate(int length) {
        return new float[length];
    }

    @Override
    float[][] allocateTile(int rows, int columns) {
        return new float[rows][columns];
    }

    @Override
    double get(float[] array, int at) {
        return array[at];
    }

    @Override
    void set(float[] array, int at, double value) {
        array[at] = (float) value;
    }

    @Override
    void packRows(double[][] rows, int count, float[] target, int at, int d) {
        for (int r = 0; r < count; r += 4) { // four at a time: they share cache lines, and each is read in order
            double[] a = rows[r];
            double[] b = rows[Math.min(r + 1, count - 1)];
            double[] c = rows[Math.min(r + 2, count - 1)];
            double[] e = rows[Math.min(r + 3, count - 1)];
            for (int k = 0; k < d; k++) {
                int to = at + k * ROWS + r;
                target[to] = (float) a[k];
                target[to + 1] = (float) b[k];
                target[to + 2] = (float) c[k];
                target[to + 3] = (float) e[k];
            }
        }
    }

    @Override
    protected void squaredDistances(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
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
            float[] x, int xFrom, int r, float[] y, int yFrom, int d, float[] row, int columns, float[][] scratch) {
        Arrays.fill(row, 0, columns, 0);
        for (int k = -(d % 2); k < d; k += 2) {
            copyCoordinates(y, yFrom, k, columns, scratch);
            int at = xFrom + k * ROWS + r;
            addSquares(row, columns, scratch[0], scratch[1], k < 0 ? 0 : x[at], x[at + ROWS]);
        }
    }

    /** Copies coordinates k and k + 1 of all columns to the start of two rows; coordinate -1 is zero. */
    private static void copyCoordinates(float[] y, int yFrom, int k, int columns, float[][] scratch) {
        if (k < 0) {
            Arrays.fill(scratch[0], 0, columns, 0);
        } else {
            System.arraycopy(y, yFrom + k * columns, scratch[0], 0, columns);
        }
        System.arraycopy(y, yFrom + (k + 1) * columns, scratch[1], 0, columns);
    }

    private static void addSquares(float[] row, int n, float[] y, float[] z, float a, float b) {
        for (int j = 0; j < n; j++) {
            float e = y[j] - a;
            float f = z[j] - b;
            row[j] += e * e + f * f;
        }
    }

    @Override
    protected void l1Distances(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
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

    private static void addAbsolutes(float[] row, int n, float[] y, float a) {
        for (int j = 0; j < n; j++) {
            row[j] += Math.abs(y[j] - a);
        }
    }

    @Override
    protected void chiSquared(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
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

    private static void addChiSquares(float[] row, int n, float[] y, float a) {
        for (int j = 0; j < n; j++) {
            float e = y[j] - a;
            row[j] += e * e / Math.max(y[j] + a, Float.MIN_NORMAL); // 0 / tiny = 0 where both are zero
        }
    }

    @Override
    protected int depth() {
        return Integer.MAX_VALUE; // the tile's rows are what has to stay in the cache here
    }

    @Override
    protected void addDots(
            float[] x,
            int xFrom,
            float[] y,
            int yFrom,
            int d,
            int k0,
            int k1,
            float[][] tile,
            int rows,
            int columns,
            float[][] scratch) {
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

    private static void addProducts(float[] row, int n, float[] y, float[] z, float a, float b) {
        for (int j = 0; j < n; j++) {
            row[j] += y[j] * a + z[j] * b;
        }
    }

    @Override
    protected void distances(float[] row, int columns, double xNorm, float[] yNorms, int from, float[][] scratch) {
        System.arraycopy(yNorms, from, scratch[0], 0, columns);
        distances(row, columns, (float) xNorm, scratch[0]);
    }

    private static void distances(float[] row, int columns, float xNorm, float[] yNorms) {
        for (int j = 0; j < columns; j++) {
            row[j] = Math.max(0, xNorm + yNorms[j] - 2 * row[j]);
        }
    }

    @Override
    void clamp(float[] row, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] = Math.min(1, Math.max(-1, row[j]));
        }
    }

    @Override
    void profile(Profile profile, float[] row, int columns, float[][] scratch) {
        if (profile instanceof Profile.Exponential p) {
            exp2(row, columns, -p.rate() * LOG2_E, scratch[0]);
        } else if (profile instanceof Profile.RootExponential p) {
            roots(row, columns, 1);
            exp2(row, columns, -p.rate() * LOG2_E, scratch[0]);
        } else if (profile instanceof Profile.Matern32 p) {
            roots(row, columns, p.rate());
            float[] u = scratch[0];
            System.arraycopy(row, 0, u, 0, columns);
            exp2(row, columns, -LOG2_E, scratch[1]);
            for (int j = 0; j < columns; j++) {
                row[j] *= 1 + u[j];
            }
        } else if (profile instanceof Profile.Matern52 p) {
            roots(row, columns, p.rate());
            float[] u = scratch[0];
            System.arraycopy(row, 0, u, 0, columns);
            exp2(row, columns, -LOG2_E, scratch[1]);
            for (int j = 0; j < columns; j++) {
                row[j] *= 1 + u[j] + u[j] * u[j] * (1f / 3);
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
            float inverseRadius = (float) (1 / p.radius());
            for (int j = 0; j < columns; j++) {
                row[j] = Math.max(0, 1 - row[j] * inverseRadius);
            }
        } else if (profile instanceof Profile.CosineArch p) {
            roots(row, columns, 1);
            cosineArch(row, columns, 1 / p.radius());
        } else if (profile instanceof Profile.ArcCosine p) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) p.value(row[j], Angles.arcCosine(row[j]));
            }
        } else if (!(profile instanceof Profile.Identity)) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) profile.value(row[j]);
            }
        }
    }

    @Override
    double exponents(Profile profile, float[] row, int columns, float[][] scratch) {
        if (profile instanceof Profile.Exponential p) {
            return -p.rate() * LOG2_E;
        } else if (profile instanceof Profile.RootExponential p) {
            roots(row, columns, 1);
            return -p.rate() * LOG2_E;
        }
        for (int j = 0; j < columns; j++) {
            row[j] = (float) (LOG2_E * profile.logValue(row[j]));
        }
        return 1;
    }

    private static void roots(float[] row, int n, double factor) {
        float scale = (float) factor;
        for (int j = 0; j < n; j++) {
            row[j] = scale * (float) Math.sqrt(row[j]);
        }
    }

    private void rationalPower(float[] row, int n, double exactRate, double power, float[] scratch) {
        float rate = (float) exactRate;
        if (power == 1) {
            for (int j = 0; j < n; j++) {
                row[j] = 1 / (1 + rate * row[j]);
            }
        } else if (power == 0.5) {
            for (int j = 0; j < n; j++) {
                row[j] = 1 / (float) Math.sqrt(1 + rate * row[j]);
            }
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = (float) Math.log1p(rate * row[j]);
            }
            exp2(row, n, -power * LOG2_E, scratch);
        }
    }

    private static void compactPower(float[] row, int n, double exactSlope, int power, float[] scratch) {
        float slope = (float) exactSlope;
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
    private static void power(float[] row, int n, int degree, float[] scratch) {
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
    private static void cosineArch(float[] row, int n, double exactInverseRadius) {
        float inverseRadius = (float) exactInverseRadius;
        for (int j = 0; j < n; j++) {
            float v = Math.max(0, 1 - inverseRadius * row[j]) * (float) (Math.PI / 2);
            float s = v * v;
            float p = 1 / 6227020800f;
            p = 1 / 39916800f - p * s;
            p = 1 / 362880f - p * s;
            p = 1 / 5040f - p * s;
            p = 1 / 120f - p * s;
            p = 1 / 6f - p * s;
            row[j] = v - v * s * p;
        }
    }

    /** row = 2^(scale row), exponents within range. */
    protected void exp2(float[] row, int n, double scale, float[] scratch) {
        fractions(row, scratch, n, (float) scale / 8);
        multiplyByPowers(row, scratch, n);
    }

    /** q = round(step row) and row = 2^(8 (step row - q)), by P^8. */
    private static void fractions(float[] row, float[] q, int n, float step) {
        for (int j = 0; j < n; j++) {
            float u = Math.max(step * row[j], LEAST_EXPONENT / 8);
            float whole = (u + ROUND) - ROUND;
            float f = u - whole;
            float p = C6;
            p = p * f + C5;
            p = p * f + C4;
            p = p * f + C3;
            p = p * f + C2;
            p = p * f + C1;
            p = p * f + 1;
            p *= p;
            p *= p;
            p *= p;
            q[j] = whole;
            row[j] = p;
        }
    }

    /**
     * row = row 2^(8 q) for whole q from -16 to 2: q = 4 a + b, the powers 2^(a + 2) and 2^b from a quartic that
     * goes through 1/4, 1/2, 1, 2, 4 and is rounded to quarters, so they are exact, and so are the squarings.
     */
    private static void multiplyByPowers(float[] row, float[] q, int n) {
        for (int j = 0; j < n; j++) {
            float a = (q[j] * 0.25f + ROUND) - ROUND;
            float b = q[j] - 4 * a;
            float low = Q4 * b + Q3;
            low = low * b + Q2;
            low = low * b + Q1;
            low = low * b + 1;
            low = (low + QUARTERS) - QUARTERS;
            float c = a + 2;
            float high = Q4 * c + Q3;
            high = high * c + Q2;
            high = high * c + Q1;
            high = high * c + 1;
            high = ((high + QUARTERS) - QUARTERS) * 0.25f;
            high *= high;
            high *= high;
            high *= low;
            high *= high;
            high *= high;
            high *= high;
            row[j] = Math.max(0, row[j] * high - FLOOR);
        }
    }

    /** row = max(0, row - floor): what stands for zero becomes zero. */
    protected static void flush(float[] row, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(0, row[j] - FLOOR);
        }
    }

    @Override
    void add(float[] row, float[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] += other[j];
        }
    }

    @Override
    void multiply(float[] row, float[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            row[j] *= other[j];
        }
    }

    @Override
    void multiply(float[] row, int columns, float[] factors, int from, double factor, float[][] scratch) {
        System.arraycopy(factors, from, scratch[0], 0, columns);
        multiply(row, scratch[0], columns);
        if (factor != 1) {
            scale(row, columns, factor);
        }
    }

    @Override
    protected void scale(float[] row, int columns, double exactFactor) {
        float factor = (float) exactFactor;
        for (int j = 0; j < columns; j++) {
            row[j] *= factor;
        }
    }

    @Override
    void affine(float[] row, int columns, double exactScale, double exactOffset) {
        float scale = (float) exactScale;
        float offset = (float) exactOffset;
        for (int j = 0; j < columns; j++) {
            row[j] = scale * row[j] + offset;
        }
    }

    @Override
    void logAdd(float[] row, float[] other, int columns) {
        for (int j = 0; j < columns; j++) {
            double max = Math.max(row[j], other[j]);
            double min = Math.min(row[j], other[j]);
            row[j] = (float)
                    (max == Double.NEGATIVE_INFINITY ? max : max + LOG2_E * Math.log1p(Math.exp((min - max) / LOG2_E)));
        }
    }

    @Override
    protected double dot(float[] row, float[] weights, int from, int columns, float[][] scratch) {
        System.arraycopy(weights, from, scratch[0], 0, columns);
        multiply(scratch[0], row, columns);
        return sum(scratch[0], columns);
    }

    /** Four running maxima, compared and not {@code Math.max}, whose care for NaN and -0 costs three times as much. */
    @Override
    protected double maxExponent(float[] row, int columns, double exactScale, float[] bias, int from) {
        float scale = (float) exactScale;
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double e = a;
        for (int j = 0; j < columns; j += 4) {
            float u = bias == null ? scale * row[j] : scale * row[j] + bias[from + j];
            float v = bias == null ? scale * row[j + 1] : scale * row[j + 1] + bias[from + j + 1];
            float w = bias == null ? scale * row[j + 2] : scale * row[j + 2] + bias[from + j + 2];
            float z = bias == null ? scale * row[j + 3] : scale * row[j + 3] + bias[from + j + 3];
            a = u > a ? u : a;
            b = v > b ? v : b;
            c = w > c ? w : c;
            e = z > e ? z : e;
        }
        return Math.max(Math.max(a, b), Math.max(c, e));
    }

    @Override
    protected double sumExp2(
            float[] row, int columns, double scale, double shift, float[] bias, int from, float[][] scratch) {
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
        return 0x1p-125;
    }

    @Override
    protected double dotExp2(float[] row, int columns, double scale, float[] weights, int from, float[][] scratch) {
        exp2(row, columns, scale, scratch[0]);
        return dot(row, weights, from, columns, scratch);
    }

    @Override
    protected void shiftedExponents(
            float[] row, int columns, double scale, double shift, float[] bias, int from, float[][] scratch) {
        scale(row, columns, scale);
        if (bias != null) {
            System.arraycopy(bias, from, scratch[0], 0, columns);
            add(row, scratch[0], columns);
        }
        affine(row, columns, 1, shift);
    }

    @Override
    protected void addMoments(float[] row, int columns, float[][] scratch, double[] sums, int at) {
        float[] u = scratch[0];
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
    void powers(float[] row, int columns, float[][] scratch) {
        exp2(row, columns, 1, scratch[0]);
    }

    @Override
    protected double differences(
            float[] weights, int columns, float[] y, int from, double a, float[] products, float[][] scratch) {
        System.arraycopy(y, from, products, 0, columns);
        affine(products, columns, 1, -a);
        multiply(products, weights, columns);
        return sum(products, columns);
    }

    @Override
    protected void addColumns(
            float[][] tile, int rows, int columns, double[] factors, double[] sums, int at, float[][] scratch) {
        scale(tile[0], columns, factors[0]);
        for (int r = 1; r < rows; r++) {
            scale(tile[r], columns, factors[r]);
            add(tile[0], tile[r], columns);
        }
        addTo(tile[0], columns, sums, at);
    }

    @Override
    protected void addTo(float[] row, int columns, double[] sums, int at) {
        for (int j = 0; j < columns; j++) {
            sums[at + j] += row[j];
        }
    }

    @Override
    void store(float[] row, int columns, double[] target, int at) {
        for (int j = 0; j < columns; j++) {
            target[at + j] = row[j];
        }
    }

    @Override
    protected double headroom() {
        return 16; // beyond, the exponential of this path loses digits
    }

    @Override
    void nearest(float[] row, int columns, int first, int k, double[] best, int at) {
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
    protected double sum(float[] row, int n) {
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
