package io.gramian.nystrom;

import java.util.List;
import java.util.Objects;

/**
 * Kernel ridge regressions of the same data for several ridges, with the leave-one-out errors of each, from one
 * eigendecomposition instead of a fit for each ridge. Made by {@link KernelRidge#path}. Immutable and thread-safe.
 */
public final class RidgePath {
    private final List<RidgeModel> models;
    private final List<LeaveOneOut> errors;

    RidgePath(List<RidgeModel> models, List<LeaveOneOut> errors) {
        this.models = List.copyOf(models);
        this.errors = List.copyOf(errors);
    }

    /**
     * Returns the number of ridges.
     *
     * @return at least 1
     */
    public int size() {
        return models.size();
    }

    /**
     * Returns one of the models.
     *
     * @param p from 0 to size - 1, in the order of the ridges asked for
     * @return the model of ridge p
     * @throws IndexOutOfBoundsException if there is no such ridge
     */
    public RidgeModel model(int p) {
        return models.get(Objects.checkIndex(p, size()));
    }

    /**
     * Returns the leave-one-out errors of one of the models.
     *
     * @param p from 0 to size - 1
     * @return those of ridge p
     * @throws IndexOutOfBoundsException if there is no such ridge
     */
    public LeaveOneOut leaveOneOut(int p) {
        return errors.get(Objects.checkIndex(p, size()));
    }

    /**
     * Returns which ridge has the smallest mean squared leave-one-out error, the first of several.
     *
     * @return from 0 to size - 1
     */
    public int best() {
        int best = 0;
        for (int p = 1; p < size(); p++) {
            if (errors.get(p).meanSquaredError() < errors.get(best).meanSquaredError()) {
                best = p;
            }
        }
        return best;
    }

    /** Returns how many ridges, and the best. */
    @Override
    public String toString() {
        return "RidgePath[" + size() + " ridges, least leave-one-out error at "
                + models.get(best()).ridge() + "]";
    }
}
