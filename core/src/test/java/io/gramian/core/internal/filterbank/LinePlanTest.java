package io.gramian.core.internal.filterbank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Precision;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinePlanTest {
    private static final List<String> LOOPS = List.of(
            "io.gramian.core.internal.filterbank.DoubleMapLoops",
            "io.gramian.core.internal.filterbank.FloatMapLoops",
            "io.gramian.core.internal.vector.VectorDoubleMapLoops",
            "io.gramian.core.internal.vector.VectorFloatMapLoops");

    /** All radices, odd and even numbers of stages, primes, lines within wider rows, against the definition. */
    @Test
    void transformsAreTheirDefinition() throws ReflectiveOperationException {
        int[] lengths = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 20, 25, 27, 32, 45, 49, 60, 63, 64, 65, 97, 121
        };
        boolean hasVectors =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        for (String name : LOOPS) {
            if (name.contains(".vector.") && !hasVectors) {
                continue; // this JVM has none
            }
            MapLoops<?> loops =
                    (MapLoops<?>) Class.forName(name).getConstructor().newInstance();
            for (int length : lengths) {
                check(loops, length, loops.lanes(), loops.lanes());
                check(loops, length, 3 * loops.lanes(), 3 * loops.lanes());
                check(loops, length, loops.lanes(), 5 * loops.lanes());
            }
        }
    }

    private static <A> void check(MapLoops<A> loops, int length, int width, int step) {
        SplittableRandom random = new SplittableRandom(length);
        A re = loops.allocate(length * step);
        A im = loops.allocate(length * step);
        double[][] x = new double[2][length];
        for (int i = 0; i < length * step; i++) {
            loops.set(re, i, random.nextDouble(-1, 1));
            loops.set(im, i, random.nextDouble(-1, 1));
        }
        int lane = width - 1;
        for (int j = 0; j < length; j++) {
            x[0][j] = loops.get(re, j * step + lane);
            x[1][j] = loops.get(im, j * step + lane);
        }
        Scratch<A> scratch = new Scratch<>(loops, length * width);
        Lines<A> line = new Lines<>(re, 0, im, 0, step);
        LinePlan plan = new LinePlan(length);
        plan.transform(loops, line, scratch, width);
        double tolerance = length * (loops.precision() == Precision.DOUBLE ? 1e-15 : 1e-6) + 1e-15;
        for (int k = 0; k < length; k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int j = 0; j < length; j++) {
                double angle = -2 * Math.PI * ((long) j * k % length) / length;
                sumRe += x[0][j] * Math.cos(angle) - x[1][j] * Math.sin(angle);
                sumIm += x[0][j] * Math.sin(angle) + x[1][j] * Math.cos(angle);
            }
            assertEquals(sumRe, loops.get(re, k * step + lane), tolerance, "length " + length);
            assertEquals(sumIm, loops.get(im, k * step + lane), tolerance, "length " + length);
        }
        plan.transform(loops, line.swapped(), scratch, width);
        for (int j = 0; j < length; j++) {
            assertEquals(x[0][j], loops.get(re, j * step + lane) / length, tolerance);
            assertEquals(x[1][j], loops.get(im, j * step + lane) / length, tolerance);
        }
    }
}
