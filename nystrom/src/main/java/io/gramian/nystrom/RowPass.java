package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Passes over the data by blocks of rows, so that no result of length n times m is ever stored. */
final class RowPass {
    private static final int BLOCK_NUMBERS = 1 << 21; // of a result, 16 MB

    private RowPass() {}

    /** The points in consecutive blocks of so many, the last one shorter. */
    static List<Points> blocks(Points x, int rows) {
        if (x.size() <= rows) {
            return List.of(x);
        }
        List<Points> blocks = new ArrayList<>();
        for (int first = 0; first < x.size(); first += rows) {
            int last = Math.min(x.size(), first + rows);
            blocks.add(x.select(IntStream.range(first, last).toArray()));
        }
        return blocks;
    }

    /** As many rows as a result of so many columns may have. */
    static int rows(int columns) {
        return Math.max(64, BLOCK_NUMBERS / columns);
    }

    /** Returns |K(x_i, Z) M|^2 for every point, with M of as many rows as there are points in Z. */
    static double[] squaredNorms(Kernel kernel, Points x, Points z, Matrix m, Backend backend) {
        double[] norms = new double[x.size()];
        int columns = m.columns();
        if (columns == 0) {
            return norms;
        }
        int first = 0;
        for (Points block : blocks(x, rows(columns))) {
            Checks.checkInterrupted("evaluating a kernel");
            try (Gram gram = backend.gram(kernel, block, z);
                    Matrix product = gram.times(m)) {
                double[] entries = product.toArray();
                for (int i = 0; i < block.size(); i++) {
                    double sum = 0;
                    for (int j = i * columns; j < (i + 1) * columns; j++) {
                        sum += entries[j] * entries[j];
                    }
                    norms[first + i] = sum;
                }
            }
            first += block.size();
        }
        return norms;
    }
}
