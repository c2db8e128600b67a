package io.gramian.core.internal.cpu;

/** Fills tiles of a multiple. */
final class ScaledEvaluator<A> extends Evaluator<A> {
    private final TileLoops<A> loops;
    private final double factor;
    private final Evaluator<A> of;

    ScaledEvaluator(TileLoops<A> loops, double factor, Evaluator<A> of) {
        this.loops = loops;
        this.factor = factor;
        this.of = of;
    }

    @Override
    void rows(int first, int count) {
        of.rows(first, count);
    }

    @Override
    void chunk(int index) {
        of.chunk(index);
    }

    @Override
    void values(int block, int rows, int from, int columns, A[] tile) {
        of.values(block, rows, from, columns, tile);
        for (int r = 0; r < rows; r++) {
            loops.scale(tile[r], columns, factor);
        }
    }

    @Override
    double exponents(int block, int rows, int from, int columns, A[] tile) {
        return of.exponents(block, rows, from, columns, tile);
    }

    @Override
    double exponentOffset() {
        return of.exponentOffset() + Math.log(factor) * TileLoops.LOG2_E;
    }

    @Override
    boolean exponentsAreNegative() {
        return of.exponentsAreNegative();
    }

    @Override
    boolean sumsDirectly() {
        return of.sumsDirectly() && factor > 1e-20 && factor < 1e20; // within single precision too
    }
}
