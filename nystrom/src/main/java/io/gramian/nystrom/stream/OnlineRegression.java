package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.SymmetricSpectrum;

/**
 * A pass of {@link ProsNKons} under way: it predicts each response before it learns it. Not thread-safe. A pair that is
 * refused is named by its position and changes nothing.
 */
public final class OnlineRegression implements AutoCloseable {
    private final ProsNKons configuration;
    private final Kernel kernel;
    private final KorsStream atoms;
    private final Backend backend;
    private double[][] embedding = new double[0][]; // r x m, rows u_k / sqrt(lambda_k)
    private double[] w = new double[0];
    private double[] gradient = new double[0];
    private double[][] inverse = new double[0][]; // of A, r x r
    private double loss;
    private int resets;

    OnlineRegression(ProsNKons configuration, Kernel kernel, KorsStream atoms, Backend backend) {
        this.configuration = configuration;
        this.kernel = kernel;
        this.atoms = atoms;
        this.backend = backend;
    }

    /**
     * Returns the response expected at a point; nothing is learnt.
     *
     * @param point d coordinates
     * @return w' phi(x), from -C to C, 0 before the first pair
     * @throws IllegalArgumentException if a coordinate is not finite or d is not that of the points before
     */
    public double predict(double... point) {
        StreamChecks.point(point, atoms.dimension() > 0 ? atoms.dimension() : point.length, atoms.seen());
        double[] phi = embed(point);
        return dot(stepped(phi), phi);
    }

    /**
     * Takes the next pair of the stream.
     *
     * @param point d coordinates, copied
     * @param response y, from -C to C for the guarantee
     * @return the prediction made before y was looked at
     * @throws IllegalArgumentException if a number is not finite or d is not that of the points before, naming the position
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IllegalStateException if the learner is closed
     */
    public double observe(double[] point, double response) {
        if (!Double.isFinite(response)) {
            throw new IllegalArgumentException(
                    "response " + atoms.seen() + " of the stream is not a finite number (" + response + ")");
        }
        if (atoms.observe(point)) {
            restart();
        }
        double[] phi = embed(point);
        w = stepped(phi);
        double prediction = dot(w, phi);
        double error = prediction - response;
        loss += error * error;
        gradient = phi.clone();
        for (int k = 0; k < phi.length; k++) {
            gradient[k] *= 2 * error;
        }
        update();
        return prediction;
    }

    private void restart() {
        resets++;
        Points z = Points.of(atoms.atoms().toArray(double[][]::new));
        int m = z.size();
        try (Gram gram = backend.gram(kernel, z)) {
            SymmetricSpectrum spectrum = SymmetricSpectrum.of(gram.dense().data, m, m, backend);
            double[] values = spectrum.values();
            int rank = spectrum.above(values[0] * m * SymmetricSpectrum.epsilon(backend));
            embedding = new double[rank][m];
            for (int r = 0; r < rank; r++) {
                for (int i = 0; i < m; i++) {
                    embedding[r][i] = spectrum.vectors()[i * m + r] / Math.sqrt(values[r]);
                }
            }
        }
        w = new double[embedding.length];
        gradient = new double[embedding.length];
        inverse = new double[embedding.length][embedding.length];
        for (int k = 0; k < embedding.length; k++) {
            inverse[k][k] = 1 / configuration.regularisation();
        }
    }

    private double[] embed(double[] point) {
        double[] values = new double[embedding.length == 0 ? 0 : atoms.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = kernel.value(atoms.atoms().get(i), point);
        }
        return times(embedding, values);
    }

    /** w - A^-1 g, moved along A^-1 phi to where |w' phi| is at most C. */
    private double[] stepped(double[] phi) {
        double[] next = w.clone();
        double[] step = times(inverse, gradient);
        for (int k = 0; k < next.length; k++) {
            next[k] -= step[k];
        }
        double value = dot(next, phi);
        double excess = Math.signum(value) * Math.max(0, Math.abs(value) - configuration.bound());
        if (excess != 0) {
            double[] direction = times(inverse, phi);
            double share = excess / dot(phi, direction);
            for (int k = 0; k < next.length; k++) {
                next[k] -= share * direction[k];
            }
        }
        return next;
    }

    /** A += sigma / 2 g g', for the inverse by Sherman and Morrison's formula. */
    private void update() {
        double half = configuration.curvature() / 2;
        double[] a = times(inverse, gradient);
        double scale = half / (1 + half * dot(gradient, a));
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                inverse[i][j] -= scale * a[i] * a[j];
            }
        }
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = dot(matrix[i], vector);
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Returns the sum of squared errors of all predictions, each made before its response was known.
     *
     * @return sum_t (prediction_t - y_t)^2
     */
    public double cumulativeLoss() {
        return loss;
    }

    /**
     * Returns the number of pairs seen.
     *
     * @return a count
     */
    public long seen() {
        return atoms.seen();
    }

    /**
     * Returns how often the embedding changed, which is the number of atoms.
     *
     * @return a count
     */
    public int resets() {
        return resets;
    }

    /**
     * Returns the dictionary that predictions rest on.
     *
     * @return a dictionary, each atom with one copy
     */
    public Dictionary dictionary() {
        return atoms.dictionary();
    }

    /** Gives back what the choice of atoms holds; predictions remain possible. */
    @Override
    public void close() {
        atoms.close();
    }

    /** Returns the atoms, the pairs seen and the mean squared error. */
    @Override
    public String toString() {
        return "OnlineRegression[" + atoms.size() + " atoms, " + seen() + " pairs seen, mean squared error "
                + (seen() == 0 ? "none" : loss / seen()) + "]";
    }
}
