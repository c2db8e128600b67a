package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.core.Precision;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loop, on both instruction paths and in both precisions, against its definition one number at a time. */
class TileLoopsTest {
    private static final int COLUMNS = 128;

    static Stream<TileLoops<?>> allLoops() {
        List<TileLoops<?>> all = new ArrayList<>();
        for (InstructionPath path : InstructionPath.values()) {
            if (path == InstructionPath.PLAIN || InstructionPath.vectorModule().isPresent()) {
                for (Precision precision : Precision.values()) {
                    all.add(path.loops(precision));
                }
            }
        }
        return all.stream();
    }

    private static double tolerance(TileLoops<?> loops) {
        return loops.precision() == Precision.DOUBLE ? 1e-13 : 4e-6;
    }

    private static <A> A filled(TileLoops<A> loops, double... numbers) {
        A array = loops.allocate(numbers.length);
        for (int j = 0; j < numbers.length; j++) {
            loops.set(array, j, numbers[j]);
        }
        return array;
    }

    private static double[] randoms(int count, double from, double to, long seed) {
        return new SplittableRandom(seed).doubles(count, from, to).toArray();
    }

    /** The stored numbers, after rounding to the loops' precision. */
    private static <A> double[] numbers(TileLoops<A> loops, A array, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, j -> loops.get(array, j));
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void formsAreTheirDefinition(TileLoops<A> loops) {
        for (Form form : Form.values()) {
            for (int d : new int[] {1, 2, 3, 4, 7, 8, 16, 33}) {
                for (int rows : new int[] {1, 2, 3, 4, 5, 8}) {
                    checkForm(loops, form, d, rows);
                }
            }
        }
    }

    private static <A> void checkForm(TileLoops<A> loops, Form form, int d, int rows) {
        double low = form.needsNonNegative() ? 0 : -1;
        double[][] x = new double[TileLoops.ROWS][];
        double[][] y = new double[COLUMNS][];
        A packedRows = loops.allocate(TileLoops.ROWS * d);
        for (int r = 0; r < x.length; r++) {
            x[r] = unitFor(form, numbers(loops, filled(loops, randoms(d, low, 1, r)), d));
            for (int k = 0; k < d; k++) {
                loops.set(packedRows, k * TileLoops.ROWS + r, x[r][k]);
            }
        }
        int offset = 64;
        A panels = loops.allocate(offset + COLUMNS * d);
        int width = loops.panelWidth(COLUMNS);
        for (int j = 0; j < COLUMNS; j++) {
            y[j] = unitFor(form, numbers(loops, filled(loops, randoms(d, low, 1, 100 + j)), d));
            for (int k = 0; k < d; k++) {
                loops.set(panels, offset + j / width * width * d + k * width + j % width, y[j][k]);
            }
        }
        A[] tile = loops.allocateTile(TileLoops.ROWS, COLUMNS);
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        loops.form(form, packedRows, 0, panels, offset, d, tile, rows, COLUMNS, scratch);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < COLUMNS; j++) {
                String where = loops.instructions() + " " + form + " d=" + d + " rows=" + rows + " at " + r + "," + j;
                assertEquals(form.value(x[r], y[j]), loops.get(tile[r], j), tolerance(loops) * d, where);
            }
        }
        if (form == Form.SQUARED_DISTANCE) {
            checkOtherDistances(loops, packedRows, panels, offset, d, tile, rows, scratch, x, y);
        }
    }

    /** The cosine form takes points of length one. */
    private static double[] unitFor(Form form, double[] point) {
        double norm = Math.sqrt(Form.DOT.value(point, point));
        return form == Form.COSINE ? Arrays.stream(point).map(v -> v / norm).toArray() : point;
    }

    private static <A> void checkOtherDistances(
            TileLoops<A> loops,
            A packedRows,
            A panels,
            int offset,
            int d,
            A[] tile,
            int rows,
            A[] scratch,
            double[][] x,
            double[][] y) {
        A row = loops.allocate(COLUMNS);
        for (int r = 0; r < rows; r++) {
            loops.squaredDistance(packedRows, 0, r, panels, offset, d, row, COLUMNS, scratch);
            for (int j = 0; j < COLUMNS; j++) {
                assertEquals(loops.get(tile[r], j), loops.get(row, j), "a row alone is the same to the bit");
            }
        }
        double[] xNorms =
                Arrays.stream(x).mapToDouble(p -> Form.DOT.value(p, p)).toArray();
        double[] yNorms =
                Arrays.stream(y).mapToDouble(p -> Form.DOT.value(p, p)).toArray();
        A packedNorms = filled(loops, yNorms);
        loops.dots(packedRows, 0, panels, offset, d, tile, rows, COLUMNS, scratch);
        for (int r = 0; r < rows; r++) {
            loops.distances(tile[r], COLUMNS, xNorms[r], packedNorms, 0, scratch);
            for (int j = 0; j < COLUMNS; j++) {
                double expected = Form.SQUARED_DISTANCE.value(x[r], y[j]);
                assertEquals(expected, loops.get(tile[r], j), 4 * tolerance(loops) * d);
                assertTrue(loops.get(tile[r], j) >= 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void profilesAreTheirDefinition(TileLoops<A> loops) {
        List<Profile> profiles = List.of(
                new Profile.Identity(),
                new Profile.Exponential(0.7),
                new Profile.RootExponential(0.7),
                new Profile.Matern32(0.7),
                new Profile.Matern52(0.7),
                new Profile.RationalPower(0.7, 1),
                new Profile.RationalPower(0.7, 0.5),
                new Profile.RationalPower(0.7, 2.3),
                new Profile.Polynomial(0.7, -0.1, 1),
                new Profile.Polynomial(0.7, 0.3, 2),
                new Profile.Polynomial(0.1, 0.3, 7),
                new Profile.HyperbolicTangent(0.7, -0.2),
                new Profile.CompactPower(1.5, 0),
                new Profile.CompactPower(1.5, 1),
                new Profile.CompactPower(1.5, 3),
                new Profile.Triangle(1.5),
                new Profile.CosineArch(1.5));
        double[] t = randoms(COLUMNS, 0, 12, 5);
        t[0] = 0;
        for (Profile profile : profiles) {
            checkProfile(loops, profile, t);
        }
        for (int order = 0; order <= 2; order++) {
            double[] cosines = randoms(COLUMNS, -1, 1, 6);
            cosines[0] = 1;
            cosines[1] = -1;
            checkProfile(loops, new Profile.ArcCosine(order), cosines);
        }
    }

    private static <A> void checkProfile(TileLoops<A> loops, Profile profile, double[] t) {
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        A row = filled(loops, t);
        double[] rounded = numbers(loops, row, COLUMNS);
        loops.profile(profile, row, COLUMNS, scratch);
        for (int j = 0; j < COLUMNS; j++) {
            double expected = profile.value(rounded[j]);
            assertEquals(
                    expected,
                    loops.get(row, j),
                    tolerance(loops) * Math.max(1, Math.abs(expected)),
                    loops.instructions() + " " + profile + " at " + rounded[j]);
        }
        if (profile.isNonNegative()) {
            A exponents = filled(loops, t);
            double scale = loops.exponents(profile, exponents, COLUMNS, scratch);
            for (int j = 0; j < COLUMNS; j++) {
                double expected = profile.logValue(rounded[j]) * TileLoops.LOG2_E;
                if (expected > -30) { // a compact profile's logarithm has no relative accuracy at its edge
                    assertEquals(
                            expected,
                            scale * loops.get(exponents, j),
                            (loops.precision() == Precision.DOUBLE ? 1e-11 : 1e-3) * Math.max(1, -expected),
                            loops.instructions() + " log of " + profile + " at " + rounded[j]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void exponentialIsAccurateOverItsRange(TileLoops<A> loops) {
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        double least = loops.precision() == Precision.DOUBLE ? -690 : -70;
        double worst = 0;
        for (int block = 0; block < 200; block++) {
            A row = filled(loops, randoms(COLUMNS, 0, -least * (block + 1) / 200, block));
            double[] rounded = numbers(loops, row, COLUMNS);
            loops.profile(new Profile.Exponential(1), row, COLUMNS, scratch);
            for (int j = 0; j < COLUMNS; j++) {
                double relative = Math.abs(loops.get(row, j) / Math.exp(-rounded[j]) - 1);
                double weight = Math.exp(-rounded[j] / 20); // small terms matter less beside a sum of one
                worst = Math.max(worst, relative * weight);
            }
        }
        assertTrue(worst < (loops.precision() == Precision.DOUBLE ? 2e-13 : 2e-6), loops.instructions() + ": " + worst);
        A extremes = filled(loops, Arrays.copyOf(new double[] {0, 1e30, Double.POSITIVE_INFINITY}, COLUMNS));
        loops.profile(new Profile.Exponential(1), extremes, COLUMNS, scratch);
        assertEquals(1, loops.get(extremes, 0));
        assertEquals(0, loops.get(extremes, 1));
        assertEquals(0, loops.get(extremes, 2));
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void reductionsAreTheirDefinition(TileLoops<A> loops) {
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        double[] t = numbers(loops, filled(loops, randoms(COLUMNS, 0, 9, 1)), COLUMNS);
        double[] w = numbers(loops, filled(loops, randoms(2 * COLUMNS, -1, 0, 2)), 2 * COLUMNS);
        A weights = filled(loops, w);
        int from = 64;
        double dot = 0;
        double sum = 0;
        double biased = 0;
        double max = Double.NEGATIVE_INFINITY;
        double[] moments = new double[3];
        for (int j = 0; j < COLUMNS; j++) {
            dot += t[j] * w[from + j];
            sum += Math.exp((-0.7 * t[j] + 2) * Math.log(2));
            double u = -0.7 * t[j] + 2 + w[from + j];
            double e = Math.exp(u * Math.log(2));
            biased += e;
            max = Math.max(max, -0.7 * t[j] + w[from + j]);
            moments[0] += e;
            moments[1] += e * e;
            moments[2] += u * e;
        }
        double tolerance = 4 * tolerance(loops);
        assertEquals(dot, loops.dot(filled(loops, t), weights, from, COLUMNS, scratch), tolerance * Math.abs(dot));
        assertEquals(sum, loops.sumExp2(filled(loops, t), COLUMNS, -0.7, 2, null, 0, scratch), tolerance * sum);
        assertEquals(
                biased, loops.sumExp2(filled(loops, t), COLUMNS, -0.7, 2, weights, from, scratch), tolerance * biased);
        assertEquals(max, loops.maxExponent(filled(loops, t), COLUMNS, -0.7, weights, from), tolerance);
        A row = filled(loops, t);
        loops.shiftedExponents(row, COLUMNS, -0.7, 2, weights, from, scratch);
        double[] found = {0, 1, 2, 3, 0};
        loops.addMoments(row, COLUMNS, scratch, found, 1);
        for (int s = 0; s < 3; s++) {
            assertEquals(s + 1 + moments[s], found[s + 1], tolerance * Math.abs(moments[0]) * 4);
        }
    }

    @org.junit.jupiter.api.Test
    void arcCosineIsThatOfTheJdk() {
        for (int i = -100_000; i <= 100_000; i++) {
            double t = i / 100_000.0;
            assertEquals(Math.acos(t), Angles.arcCosine(t), 1e-15, "at " + t);
        }
        assertEquals(Math.acos(Math.nextDown(1.0)), Angles.arcCosine(Math.nextDown(1.0)), 1e-22);
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void sumsOfPowersAreAccurateUpToTheHeadroom(TileLoops<A> loops) {
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        for (int part = 0; part <= 40; part++) {
            double shift = loops.headroom() * part / 40;
            double[] t = numbers(loops, filled(loops, randoms(COLUMNS, 0, 20, part)), COLUMNS);
            double expected = Arrays.stream(t).map(v -> Math.pow(2, shift - v)).sum();
            double found = loops.sumExp2(filled(loops, t), COLUMNS, -1, shift, null, 0, scratch);
            double tolerance = loops.precision() == Precision.DOUBLE ? 2e-13 : 6e-6;
            assertEquals(1, found / expected, tolerance, loops.instructions() + " shifted by " + shift);
        }
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void nearestKeepsOrderAndTies(TileLoops<A> loops) {
        A row = filled(loops, 5, 1, 3, 1, 7, 0, 3, 2);
        double[] best = new double[1 + 6];
        Arrays.fill(best, 1, 4, Double.POSITIVE_INFINITY);
        loops.nearest(row, 8, 100, 3, best, 1);
        assertEquals("[0.0, 0.0, 1.0, 1.0, 105.0, 101.0, 103.0]", Arrays.toString(best));
    }

    @ParameterizedTest
    @MethodSource("allLoops")
    <A> void hotLoopsAllocateNothing(TileLoops<A> loops) {
        // Scalars may be boxed before compilation. After it, one vector a call may be, 96 bytes: the sum that leaves a
        // loop, seen on JDK 17 after other tests. One a turn of a loop, of four turns at least, would be 384.
        com.sun.management.ThreadMXBean bean =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        assumeTrue(bean.isThreadAllocatedMemorySupported());
        int d = 9;
        A x = filled(loops, randoms(TileLoops.ROWS * d, -1, 1, 1));
        A y = filled(loops, randoms(COLUMNS * d, -1, 1, 2));
        A norms = filled(loops, randoms(COLUMNS, 9, 10, 3));
        double[] xNorms = randoms(TileLoops.ROWS, 9, 10, 4);
        A[] tile = loops.allocateTile(TileLoops.ROWS, COLUMNS);
        A[] scratch = loops.allocateTile(TileLoops.SCRATCH, COLUMNS);
        Profile gaussian = new Profile.Exponential(0.5);
        double[] sums = new double[3];
        double[] columnSums = new double[COLUMNS];
        List<Runnable> operations = List.of(
                () -> loops.squaredDistances(x, 0, y, 0, d, tile, 8, COLUMNS, scratch),
                () -> loops.squaredDistances(x, 0, y, 0, 2, tile, 8, COLUMNS, scratch),
                () -> loops.dots(x, 0, y, 0, d, tile, 8, COLUMNS, scratch),
                () -> loops.distances(tile[0], COLUMNS, xNorms[0], norms, 0, scratch),
                () -> sums[0] += loops.sumExp2(tile[0], COLUMNS, -1, 0, null, 0, scratch),
                () -> sums[1] += loops.dotExp2(tile[3], COLUMNS, -1, norms, 0, scratch),
                () -> sums[1] += loops.differences(tile[4], COLUMNS, norms, 0, 0.5, tile[5], scratch),
                () -> loops.addColumns(tile, 8, COLUMNS, xNorms, columnSums, 0, scratch),
                () -> loops.profile(gaussian, tile[1], COLUMNS, scratch),
                () -> sums[1] += loops.dot(tile[1], norms, 0, COLUMNS, scratch),
                () -> loops.shiftedExponents(tile[2], COLUMNS, -1, 0, norms, 0, scratch),
                () -> loops.addMoments(tile[2], COLUMNS, scratch, sums, 0));
        for (Runnable operation : operations) {
            long allocated = Long.MAX_VALUE;
            // Until compiled: a busy machine may keep a compilation waiting for many seconds.
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (allocated > 400_000 && System.nanoTime() < deadline) {
                long before =
                        bean.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int repeat = 0; repeat < 2000; repeat++) {
                    operation.run();
                }
                allocated = bean.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            }
            String name = loops.instructions() + ", operation " + operations.indexOf(operation);
            assertTrue(allocated < 400_000, name + " allocated " + allocated + " bytes");
        }
    }
}
