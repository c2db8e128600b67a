package io.gramian.core.internal.cpu;

import io.gramian.core.kernel.Expression;

/** Fills tiles of a sum or a product: both sides fill a tile of their own, which are then combined. */
final class CompositeEvaluator<A> extends Evaluator<A> {
    private final TileLoops<A> loops;
    private final boolean isSum;
    private final Evaluator<A> left;
    private final Evaluator<A> right;
    private final A[] other;

    CompositeEvaluator(TileLoops<A> loops, Expression expression, Evaluator<A> left, Evaluator<A> right, int columns) {
        this.loops = loops;
        this.isSum = expression instanceof Expression.Sum;
        this.left = left;
        this.right = right;
        this.other = loops.allocateTile(TileLoops.ROWS, columns);
    }

    @Override
    void rows(int first, int count) {
        left.rows(first, count);
        right.rows(first, count);
    }

    @Override
    void chunk(int index) {
        left.chunk(index);
        right.chunk(index);
    }

    @Override
    void values(int block, int rows, int from, int columns, A[] tile) {
        left.values(block, rows, from, columns, tile);
        right.values(block, rows, from, columns, other);
        for (int r = 0; r < rows; r++) {
            if (isSum) {
                loops.add(tile[r], other[r], columns);
            } else {
                loops.multiply(tile[r], other[r], columns);
            }
        }
    }

    @Override
    double exponents(int block, int rows, int from, int columns, A[] tile) {
        double leftScale = left.exponents(block, rows, from, columns, tile);
        double rightScale = right.exponents(block, rows, from, columns, other);
        for (int r = 0; r < rows; r++) {
            loops.affine(tile[r], columns, leftScale, left.exponentOffset());
            loops.affine(other[r], columns, rightScale, right.exponentOffset());
            if (isSum) {
                loops.logAdd(tile[r], other[r], columns);
            } else {
                loops.add(tile[r], other[r], columns);
            }
        }
        return 1;
    }
}
