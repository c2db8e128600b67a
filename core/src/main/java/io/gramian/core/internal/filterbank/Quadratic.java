package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.QuadraticTerm;

/** A quadratic term on a grid. */
final class Quadratic {
    private final QuadraticTerm term;
    private final Grid grid;
    private final int filters;

    Quadratic(QuadraticTerm term, Grid grid, int filters) {
        this.term = term;
        this.grid = grid;
        this.filters = filters;
    }

    boolean isUniform() {
        return term.isUniform();
    }

    boolean isZero() {
        return term.isUniform() && term.ridge() == 0 && term.gradientWeight(0) == 0;
    }

    /** Returns q of all maps at a frequency. */
    double at(int bin, int row) {
        return at(bin, row, 0);
    }

    /** Returns q of one map at a frequency. */
    double at(int bin, int row, int filter) {
        double gradient = filter < filters ? term.gradientWeight(filter) : 0;
        return term.ridge() + (gradient == 0 ? 0 : gradient * grid.gradientPower(bin, row));
    }
}
