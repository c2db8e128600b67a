package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StandardKernelsTest {
    /** A check on values that are all 0 or all the same would find nothing. */
    @Test
    void valuesVaryInEveryDimension() {
        for (int d : new int[] {2, 3, 7, 16, 33, 64, 100, 784}) { // in one dimension all angles are 0
            double[][] x = StandardKernels.points(40, d, 1).toArray();
            double[][] y = StandardKernels.points(40, d, 2).toArray();
            for (Kernel kernel : StandardKernels.forDimension(d)) {
                double[] values = Arrays.stream(x)
                        .flatMapToDouble(row -> Arrays.stream(y).mapToDouble(column -> kernel.value(row, column)))
                        .sorted()
                        .toArray();
                double largest = Math.max(-values[0], values[values.length - 1]);
                double median = values[values.length / 2];
                double spread = values[values.length * 9 / 10] - values[values.length / 10];
                String what = kernel + ", d = " + d + ": median " + median + ", spread " + spread;
                assertTrue(Math.abs(median) > 0.01 * largest, what);
                assertTrue(spread > 0.005 * largest, what);
            }
        }
    }
}
