package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * Principal components in the feature space of a kernel, fitted by {@link KernelPca}: eigenvalues, scores of the data, and
 * projections of new points.
 *
 * <p>Sign: the score of the largest size of each component over the data is positive. Scores of the data along component j
 * have sum 0 and sum of squares lambda_j. Eigenvalues of at most 10 sqrt(n) u |K|_F are rounding and left out,
 * with a warning, u the unit round-off. Immutable and thread-safe.
 */
public final class KernelPcaModel {
    private final double[] eigenvalues;
    private final LinearScores projection;
    private final DMatrixRMaj scores;
    private final double totalVariance;
    private final double lostVariance;
    private final Landmarks landmarks; // null for an exact one
    private final List<String> warnings;

    private KernelPcaModel(
            double[] eigenvalues,
            LinearScores projection,
            DMatrixRMaj scores,
            double totalVariance,
            double lostVariance,
            Landmarks landmarks,
            List<String> warnings) {
        this.eigenvalues = eigenvalues;
        this.projection = projection;
        this.scores = scores;
        this.totalVariance = totalVariance;
        this.lostVariance = lostVariance;
        this.landmarks = landmarks;
        this.warnings = warnings;
    }

    /** From the n x n kernel matrix, which is overwritten. */
    static KernelPcaModel exact(Kernel kernel, Points x, double[] matrix, int components, Backend backend) {
        int n = x.size();
        double noise = LinearScores.noise(matrix, n, backend);
        double[] means = centre(matrix, n);
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += Math.max(0, matrix[i * n + i]);
        }
        SymmetricSpectrum spectrum = SymmetricSpectrum.of(matrix, n, Math.min(components, n), backend);
        int k = spectrum.above(noise);
        double[] values = Arrays.copyOf(spectrum.values(), k);
        double[] roots = Arrays.stream(values).map(Math::sqrt).toArray();
        DMatrixRMaj scores = DMatrixRMaj.wrap(n, k, spectrum.scaled(roots));
        double[] inverses = Arrays.stream(roots).map(s -> 1 / s).toArray();
        DMatrixRMaj coefficients = DMatrixRMaj.wrap(n, k, spectrum.scaled(inverses));
        double[] offsets = centreColumns(coefficients, means);
        LinearScores projection = new LinearScores(kernel, x, coefficients, offsets, backend);
        projection.orient(scores);
        List<String> warnings = LinearScores.warnings(components, k);
        return new KernelPcaModel(values, projection, scores, total, 0, null, warnings);
    }

    /** Centres rows and columns in place; returns the row means as they were. */
    private static double[] centre(double[] matrix, int n) {
        double[] means = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += matrix[i * n + j] / n;
            }
        }
        double grand = Arrays.stream(means).average().orElseThrow();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i * n + j] -= means[i] + means[j] - grand;
            }
        }
        return means;
    }

    /** Makes the columns sum to zero, as eigenvectors do exactly; returns the inner products of the means with them. */
    private static double[] centreColumns(DMatrixRMaj columns, double[] means) {
        double[] products = new double[columns.numCols];
        for (int j = 0; j < products.length; j++) {
            double mean = 0;
            for (int i = 0; i < means.length; i++) {
                mean += columns.get(i, j) / means.length;
            }
            for (int i = 0; i < means.length; i++) {
                columns.set(i, j, columns.get(i, j) - mean);
                products[j] += means[i] * columns.get(i, j);
            }
        }
        return products;
    }

    /** From the features of landmarks: the covariance F'F - n mu mu' of n points. */
    static KernelPcaModel projected(Kernel kernel, Points x, Landmarks landmarks, int components, Backend backend) {
        NystromApproximation approximation = NystromApproximation.of(kernel, x, landmarks, backend);
        NystromFeatures features = approximation.features();
        LinearAlgebra algebra = backend.linearAlgebra();
        int n = x.size();
        int r = features.count();
        double[] sums = new double[r];
        try (Matrix root = features.root(backend);
                Matrix squares = features.products(x, sums);
                Matrix mean = backend.matrix(r, 1, scaled(sums, 1.0 / n))) {
            double noise = LinearScores.noise(squares.toArray(), r, backend);
            algebra.multiply(-n, mean, mean.transposed(), 1, squares);
            double[] covariance = squares.toArray();
            double total = 0;
            for (int j = 0; j < r; j++) {
                total += Math.max(0, covariance[j * r + j]);
            }
            SymmetricSpectrum spectrum = SymmetricSpectrum.of(covariance, r, Math.min(components, r), backend);
            int k = spectrum.above(noise);
            double[] values = Arrays.copyOf(spectrum.values(), k);
            double[] units = new double[k];
            Arrays.fill(units, 1);
            try (Matrix directions = backend.matrix(r, k, spectrum.scaled(units));
                    Matrix coefficients = algebra.multiply(root, directions);
                    Matrix offsets = algebra.multiply(directions.transposed(), mean)) {
                LinearScores projection =
                        new LinearScores(kernel, landmarks.points(), coefficients.toEjml(), offsets.toArray(), backend);
                DMatrixRMaj scores = projection.at(x);
                projection.orient(scores);
                List<String> warnings = new ArrayList<>(approximation.warnings());
                warnings.addAll(LinearScores.warnings(components, k));
                double lost = approximation.traceError();
                return new KernelPcaModel(values, projection, scores, total, lost, landmarks, List.copyOf(warnings));
            }
        }
    }

    private static double[] scaled(double[] numbers, double factor) {
        return Arrays.stream(numbers).map(v -> v * factor).toArray();
    }

    /**
     * Returns the number of components.
     *
     * @return k; 0 where all points are the same to the kernel
     */
    public int count() {
        return eigenvalues.length;
    }

    /**
     * Returns the eigenvalues of the centred kernel matrix, not divided by n: lambda_j is the sum of squares of the data's
     * scores.
     *
     * @return k positive numbers, none larger than the one before; a new array
     */
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    /**
     * Returns the share of the total variance that each component explains, lambda_j / {@link #totalVariance}.
     *
     * @return k numbers within (0, 1], of sum at most 1; a new array
     */
    public double[] explainedVariance() {
        return Arrays.stream(eigenvalues).map(v -> v / totalVariance).toArray();
    }

    /**
     * Returns the trace of the centred kernel matrix, n times the variance in feature space; with landmarks, that of the
     * projected kernel.
     *
     * @return the sum of all eigenvalues
     */
    public double totalVariance() {
        return totalVariance;
    }

    /**
     * Returns by how much the total variance of the kernel itself may exceed {@link #totalVariance}: the trace error of the
     * landmarks.
     *
     * @return an upper bound, 0 for an exact analysis
     */
    public double lostVariance() {
        return lostVariance;
    }

    /**
     * Returns the scores of the data.
     *
     * @return n x k, a new matrix
     */
    public DMatrixRMaj scores() {
        return scores.copy();
    }

    /**
     * Returns the scores of new points; for the data these are {@link #scores()}.
     *
     * @param y q points of dimension d
     * @return q x k, a new matrix
     * @throws IllegalArgumentException if the dimension is another
     */
    public DMatrixRMaj project(Points y) {
        return projection.at(y);
    }

    /**
     * Returns the landmarks it rests on.
     *
     * @return landmarks, or nothing for an exact analysis
     */
    public Optional<Landmarks> landmarks() {
        return Optional.ofNullable(landmarks);
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if all went as asked
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns how many components and what they explain. */
    @Override
    public String toString() {
        return "KernelPcaModel[" + count() + " components, "
                + (landmarks == null ? "exact" : landmarks.size() + " landmarks") + ", explained variance "
                + Arrays.stream(explainedVariance()).sum() + "]";
    }
}
