package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The models of several ridges and their leave-one-out errors, from one {@link Resolvent}. */
final class PathFit {
    private final Kernel kernel;
    private final Points x;
    private final double[] y; // n x k as given
    private final double[] weights; // as given, or null
    private final RidgeData data;
    private final double[] ridges;
    private final Backend backend;
    private final Progress progress;

    /** What is known of one ridge: coefficients, residuals and leverages of the points of positive weight. */
    private record One(double[] coefficients, double[] residuals, double[] leverages) {}

    PathFit(
            Kernel kernel,
            Points x,
            double[] y,
            int outputs,
            double[] weights,
            double[] ridges,
            Backend backend,
            Progress progress) {
        this.kernel = kernel;
        this.x = x;
        this.y = y;
        this.weights = weights;
        this.data = RidgeData.of(x, y, outputs, weights);
        this.ridges = ridges;
        this.backend = backend;
        this.progress = progress;
    }

    /** Residual i is b_i / (s_i^(1/2) B_ii) with B = (S^(1/2) K S^(1/2) + ridge I)^-1 and b = B S^(1/2) y. */
    RidgePath onData() {
        int n = data.size();
        try (Gram gram = backend.gram(kernel, data.points());
                Matrix matrix = data.weightedBothSides(gram.matrix(), backend);
                Resolvent resolvent = new Resolvent(matrix, ridges, backend)) {
            double[][] solutions = resolvent.solve(data.weightedResponses());
            double[] diagonals = resolvent.diagonals();
            List<One> all = new ArrayList<>();
            for (int p = 0; p < ridges.length; p++) {
                double[] residuals = solutions[p].clone();
                double[] leverages = new double[n];
                for (int i = 0; i < n; i++) {
                    double diagonal = diagonals[i * ridges.length + p];
                    leverages[i] = Math.min(1, Math.max(0, 1 - ridges[p] * diagonal));
                    double root = data.rootWeights() == null ? 1 : data.rootWeights()[i];
                    for (int c = 0; c < data.outputs(); c++) {
                        residuals[i * data.outputs() + c] /= root * diagonal;
                    }
                }
                all.add(new One(data.rescaled(data.weighted(solutions[p])), data.rescaled(residuals), leverages));
            }
            return path(all, data.points(), "resolvent of K");
        }
    }

    /** Residual i is (y_i - f(x_i)) / (1 - h_i) with h_i = s_i phi_i' (Phi' S Phi + ridge I)^-1 phi_i. */
    RidgePath onLandmarks(Points landmarks) {
        int k = data.outputs();
        try (LandmarkBasis basis = new LandmarkBasis(kernel, landmarks, backend);
                Gram gram = backend.gram(kernel, data.points(), basis.points());
                Matrix covariance = basis.covariance(data, null, 1, progress);
                Resolvent resolvent = new Resolvent(covariance, ridges, backend);
                Matrix right = backend.matrix(data.size(), k, data.weighted(data.weightedResponses()));
                Matrix image = gram.transposeTimes(right)) {
            double[][] solutions = resolvent.solve(basis.whiten(image.toArray()));
            double[][] leverages = leverages(basis, resolvent);
            List<One> all = new ArrayList<>();
            for (int p = 0; p < ridges.length; p++) {
                double[] own = basis.coefficients(solutions[p]);
                double[] residuals = fitted(gram, own);
                for (int at = 0; at < residuals.length; at++) {
                    double rest = 1 - leverages[p][at / k];
                    residuals[at] = (data.responses()[at] - residuals[at]) / rest;
                    checkLeverage(at / k, rest, ridges[p]);
                }
                double[] coefficients = data.rescaled(basis.scattered(own, landmarks.size()));
                all.add(new One(coefficients, data.rescaled(residuals), leverages[p]));
            }
            return path(all, landmarks, "resolvent of the points' products in the landmarks' basis");
        }
    }

    private void checkLeverage(int i, double rest, double ridge) {
        if (!(rest > 16 * data.size() * backend.precision().unitRoundoff())) {
            throw new NumericalException("the leverage of point " + i + " is 1 to rounding (1 - h = " + rest
                    + ") at ridge " + ridge + ", so that there is no leave-one-out residual; a larger ridge has one");
        }
    }

    private double[] fitted(Gram gram, double[] coefficients) {
        try (Matrix v = backend.matrix(gram.columns(), data.outputs(), coefficients);
                Matrix product = gram.times(v)) {
            return product.toArray();
        }
    }

    private double[][] leverages(LandmarkBasis basis, Resolvent resolvent) {
        double[][] leverages = new double[ridges.length][data.size()];
        int block = basis.blockSize();
        for (int first = 0; first < data.size(); first += block) {
            Checks.checkInterrupted("fitting");
            int last = Math.min(data.size(), first + block);
            Points rows = data.points().select(IntStream.range(first, last).toArray());
            try (Matrix features = basis.features(rows)) {
                double[] forms = resolvent.quadraticForms(features);
                for (int at = 0; at < forms.length; at++) {
                    int i = first + at / ridges.length;
                    double root = data.rootWeights() == null ? 1 : data.rootWeights()[i];
                    leverages[at % ridges.length][i] = root * root * forms[at];
                }
            }
        }
        return leverages;
    }

    private RidgePath path(List<One> all, Points centres, String method) {
        List<RidgeModel> models = new ArrayList<>();
        List<LeaveOneOut> errors = new ArrayList<>();
        for (int p = 0; p < ridges.length; p++) {
            One one = all.get(p);
            RidgeSolution solution =
                    new RidgeSolution(centres, one.coefficients, method, 0, RidgeCertificate.NONE, List.of());
            RidgeModel model = new RidgeModel(kernel, ridges[p], data.outputs(), solution, backend);
            models.add(model);
            errors.add(
                    data.kept() == null
                            ? new LeaveOneOut(one.residuals, one.leverages, weights, data.outputs())
                            : withLeftOut(one, model));
        }
        return new RidgePath(models, errors);
    }

    /** A point of weight zero has no part in the fit: its leave-one-out residual is its residual. */
    private LeaveOneOut withLeftOut(One one, RidgeModel model) {
        int k = data.outputs();
        double[] residuals = new double[x.size() * k];
        double[] leverages = new double[x.size()];
        Set<Integer> present = new HashSet<>();
        for (int i = 0; i < data.size(); i++) {
            int place = data.kept()[i];
            present.add(place);
            leverages[place] = one.leverages[i];
            System.arraycopy(one.residuals, i * k, residuals, place * k, k);
        }
        int[] absent =
                IntStream.range(0, x.size()).filter(i -> !present.contains(i)).toArray();
        double[][] predictions = model.predictAll(x.select(absent));
        for (int a = 0; a < absent.length; a++) {
            for (int c = 0; c < k; c++) {
                residuals[absent[a] * k + c] = y[absent[a] * k + c] - predictions[a][c];
            }
        }
        return new LeaveOneOut(residuals, leverages, weights, k);
    }
}
