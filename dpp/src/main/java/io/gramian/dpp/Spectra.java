package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Svd;
import java.util.Arrays;

/** The spectra of kernels given as matrices, features or spans; all in double precision, row after row. */
final class Spectra {
    /** An eigenvalue of K outside [0, 1] by more than this is an error of the caller's. */
    static final double OUTSIDE = 1e-9;

    /** Below this ratio of eigenvalues, eigenvectors from B'B lose more than ten digits of their orthogonality. */
    private static final double SQUARED = 1e-6;

    /** Features are scaled before they are squared only where they must be: they may be large arrays. */
    private static final double EXTREME = 1e60;

    /** Columns whose inner products are as near to those of orthonormal ones are taken as they are. */
    private static final double ORTHONORMAL = 1e-13;

    /** Rows of features that go to the backend at a time. */
    private static final int PANEL = 1 << 14;

    private Spectra() {}

    /** Eigenvalues, largest first, and eigenvectors of a symmetric matrix; exact under scaling by powers of two. */
    private static Spectrum decomposed(double[] matrix, int n, Backend backend) {
        double scale = powerOfTwo(largest(matrix));
        double[] scaled = Arrays.stream(matrix).map(x -> x / scale).toArray();
        try (Matrix resident = backend.matrix(n, n, scaled);
                Eigen eigen = backend.linearAlgebra().eigen(resident)) {
            double[] values = Arrays.stream(eigen.values()).map(x -> x * scale).toArray();
            return new Spectrum(n, values, eigen.vectors().toArray());
        }
    }

    /** Returns the spectrum of a positive semi-definite L; eigenvalues within rounding of the largest count as zero. */
    static Spectrum ofLikelihood(double[] matrix, int n, Backend backend) {
        return ofLikelihood(matrix, n, backend, 0);
    }

    /** The same, where eigenvalues up to some noise, of either sign, are rounding. */
    static Spectrum ofLikelihood(double[] matrix, int n, Backend backend, double noise) {
        Spectrum all = decomposed(matrix, n, backend);
        double most = all.odds(0);
        double least = all.odds(n - 1);
        if (least < -Math.max(noise, tolerance(n) * Math.max(most, -least))) {
            throw new IllegalArgumentException(
                    "L: expected a positive semi-definite matrix, found the eigenvalue " + least + " (the largest is "
                            + most + "); add at least " + -least + " to its diagonal, or check the kernel");
        }
        return kept(all, above(all, Math.max(noise, rounding(n) * most)));
    }

    /** The error of an eigenvalue, relative to the largest, of a backward stable method: some eps, with room. */
    static double rounding(int n) {
        return 8 * Math.sqrt(n) * Spectrum.EPSILON;
    }

    /** How negative an eigenvalue may be for the rounding of whoever computed the matrix, relative to the largest. */
    static double tolerance(int n) {
        return 64 * n * Spectrum.EPSILON;
    }

    /** Returns the spectrum of a K; eigenvalues within rounding of 0 and 1 count as these. */
    static Spectrum ofMarginal(double[] matrix, int n, Backend backend) {
        Spectrum all = decomposed(matrix, n, backend);
        double[] odds = new double[n];
        double rounding = 2 * rounding(n);
        for (int j = 0; j < n; j++) {
            double p = all.odds(j);
            if (p < -OUTSIDE || p > 1 + OUTSIDE) {
                throw new IllegalArgumentException(
                        "K: expected eigenvalues from 0 to 1, found " + p + ", the " + (j + 1) + "-th largest of " + n
                                + "; a kernel without an upper bound is a likelihood kernel L");
            }
            odds[j] = p > 1 - rounding ? Double.POSITIVE_INFINITY : p / (1 - p);
        }
        Spectrum spectrum = all.withOdds(odds);
        double cut = rounding * Math.min(1, Math.max(0, all.odds(0)));
        return kept(spectrum, above(spectrum, cut));
    }

    /** Returns the spectrum of L = B B' from that of B'B, or from a QR factorisation of B where that would lose digits. */
    static Spectrum ofFeatures(double[] features, int n, int d, Backend backend) {
        return ofFeatures(features, n, d, 0, Integer.MAX_VALUE, backend);
    }

    /** The same, knowing that eigenvalues up to a floor are rounding and that the rank is not above some number. */
    static Spectrum ofFeatures(double[] features, int n, int d, double floor, int most, Backend backend) {
        double largest = largest(features);
        double scale = largest > EXTREME || largest < 1 / EXTREME ? powerOfTwo(largest) : 1;
        double[] scaled = scale == 1
                ? features
                : Arrays.stream(features).map(x -> x / scale).toArray();
        Spectrum spectrum = d > n ? wide(scaled, n, d, backend) : dual(scaled, n, d, backend);
        boolean isSmall = spectrum.rank() > 0 && spectrum.odds(spectrum.rank() - 1) < SQUARED * spectrum.odds(0);
        if (d <= n && (isSmall || 0 < spectrum.rank() && spectrum.rank() < d)) { // what squaring hid may be there
            spectrum = orthogonalised(scaled, n, d, backend);
        }
        Spectrum unscaled = spectrum.times(scale * scale);
        return kept(unscaled, Math.min(most, above(unscaled, floor)));
    }

    /** By the D x D matrix B'B = V diag(l) V': the vectors are B v / sqrt(l). Rows go to the backend in panels. */
    private static Spectrum dual(double[] features, int n, int d, Backend backend) {
        double[] gram;
        try (Matrix sum = backend.matrix(d, d)) {
            for (int from = 0; from < n; from += PANEL) {
                int to = Math.min(n, from + PANEL);
                try (Matrix panel = panel(features, from, to, d, backend)) {
                    backend.linearAlgebra().symmetricProduct(1, panel.transposed(), 1, sum);
                }
            }
            gram = sum.toArray();
        }
        Spectrum all = decomposed(gram, d, backend);
        int rank = above(all, rounding(d) * Math.max(0, all.odds(0)));
        Spectrum kept = kept(all, rank);
        double[] inverse = new double[rank];
        Arrays.setAll(inverse, j -> 1 / Math.sqrt(kept.odds(j)));
        double[] vectors = new double[Spectrum.checkedLength(n, rank)];
        if (rank > 0) {
            multiply(features, n, d, kept.scaled(inverse), rank, vectors, backend);
        }
        double[] odds = new double[rank];
        Arrays.setAll(odds, kept::odds);
        return new Spectrum(n, odds, vectors);
    }

    /** By B = Q R and R = W diag(s) V': the vectors are Q W, as orthonormal as numbers allow. */
    private static Spectrum orthogonalised(double[] features, int n, int d, Backend backend) {
        try (Matrix b = backend.matrix(n, d, features);
                Qr qr = backend.linearAlgebra().qr(b);
                Svd svd = backend.linearAlgebra().svd(qr.r());
                Matrix vectors = backend.linearAlgebra().multiply(qr.q(), svd.u())) {
            double[] values = svd.values();
            double[] odds = Arrays.stream(values).map(s -> s * s).toArray();
            double cut = Math.max(n, d) * Spectrum.EPSILON * values[0];
            Spectrum all = new Spectrum(n, odds, vectors.toArray());
            return kept(all, above(all, cut * cut));
        }
    }

    /** More features than items: by B' = Q R and R = W diag(s) V', the vectors are V. */
    private static Spectrum wide(double[] features, int n, int d, Backend backend) {
        try (Matrix b = backend.matrix(n, d, features);
                Matrix transposed = backend.linearAlgebra().copy(b.transposed());
                Qr qr = backend.linearAlgebra().qr(transposed);
                Svd svd = backend.linearAlgebra().svd(qr.r())) {
            double[] values = svd.values();
            double[] odds = Arrays.stream(values).map(s -> s * s).toArray();
            double cut = Math.max(n, d) * Spectrum.EPSILON * values[0];
            Spectrum all = new Spectrum(n, odds, svd.v().toArray());
            return kept(all, above(all, cut * cut));
        }
    }

    /** Writes A M into the target: N x D times D x r, in panels of rows. */
    private static void multiply(double[] a, int n, int d, double[] m, int r, double[] target, Backend backend) {
        try (Matrix right = backend.matrix(d, r, m)) {
            for (int from = 0; from < n; from += PANEL) {
                int to = Math.min(n, from + PANEL);
                try (Matrix left = panel(a, from, to, d, backend);
                        Matrix product = backend.linearAlgebra().multiply(left, right)) {
                    System.arraycopy(product.toArray(), 0, target, from * r, (to - from) * r);
                }
            }
        }
    }

    private static Matrix panel(double[] rows, int from, int to, int d, Backend backend) {
        return backend.matrix(to - from, d, Arrays.copyOfRange(rows, from * d, to * d));
    }

    /** Returns the projection onto the span of k independent columns. */
    static Spectrum ofSpan(double[] columns, int n, int k, Backend backend) {
        return ofSpan(columns, n, k, 1, backend);
    }

    /** The same, n and k counting complex rows and columns where {@code parts} is 2 and the columns are their real form. */
    static Spectrum ofSpan(double[] columns, int n, int k, int parts, Backend backend) {
        if (k > n) {
            throw new IllegalArgumentException(
                    "span: expected at most as many columns as rows, found " + n + " x " + k);
        }
        int rows = parts * n;
        int most = parts * k;
        if (most == 0) {
            return Spectrum.ofSpan(rows, 0, new double[0]);
        }
        if (areOrthonormal(columns, rows, most, backend)) {
            return Spectrum.ofSpan(rows, most, columns);
        }
        try (Matrix u = backend.matrix(rows, most, withColumnsOfOneScale(columns, most));
                Qr qr = backend.linearAlgebra().pivotedQr(u)) {
            int rank = qr.r().get(0, 0) == 0 ? 0 : qr.rank(rows * Spectrum.EPSILON);
            if (rank < most) {
                throw new IllegalArgumentException("span: expected " + k
                        + " linearly independent columns, found a numerical rank of " + rank / parts);
            }
            return Spectrum.ofSpan(rows, most, qr.q().toArray());
        }
    }

    /** Whether columns are orthonormal up to rounding: a product tells it in a tenth of the time of a factorisation. */
    private static boolean areOrthonormal(double[] columns, int n, int k, Backend backend) {
        if (Math.abs(sumOfSquares(columns) - k) > ORTHONORMAL * k) {
            return false;
        }
        try (Matrix u = backend.matrix(n, k, columns);
                Matrix product = backend.linearAlgebra().symmetricProduct(u.transposed())) {
            double[] entries = product.toArray();
            for (int at = 0; at < entries.length; at++) {
                if (!(Math.abs(entries[at] - (at % (k + 1) == 0 ? 1 : 0)) <= ORTHONORMAL)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static double sumOfSquares(double... numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number * number;
        }
        return sum;
    }

    /** Divides every column by a power of two, so that no column counts as dependent because it is small. */
    private static double[] withColumnsOfOneScale(double[] columns, int k) {
        double[] most = new double[k];
        for (int at = 0; at < columns.length; at++) {
            most[at % k] = Math.max(most[at % k], Math.abs(columns[at]));
        }
        double[] scaled = new double[columns.length];
        for (int at = 0; at < columns.length; at++) {
            scaled[at] = columns[at] / powerOfTwo(most[at % k]);
        }
        return scaled;
    }

    /** The number of leading eigenvalues above a cut. */
    private static int above(Spectrum spectrum, double cut) {
        int rank = 0;
        while (rank < spectrum.rank() && spectrum.odds(rank) > Math.max(0, cut)) {
            rank++;
        }
        return rank;
    }

    /** The leading pairs. */
    private static Spectrum kept(Spectrum spectrum, int rank) {
        if (rank == spectrum.rank()) {
            return spectrum;
        }
        double[] odds = new double[rank];
        Arrays.setAll(odds, spectrum::odds);
        int from = spectrum.rank();
        double[] vectors = new double[spectrum.size() * rank];
        for (int i = 0; i < spectrum.size(); i++) {
            System.arraycopy(spectrum.vectors(), i * from, vectors, i * rank, rank);
        }
        return new Spectrum(spectrum.size(), odds, vectors);
    }

    static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    static double largest(double... values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The power of two at or below a positive number, 1 for zero. */
    private static double powerOfTwo(double value) {
        return value > 0 ? Math.scalb(1.0, Math.getExponent(value)) : 1;
    }
}
