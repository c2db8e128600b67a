package io.gramian.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

class PointsTest {
    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void keepsRowsAndForgetsTheCallersArray() {
        double[][] rows = {{1, 2, 3}, {4, 5, 6}};
        Points points = Points.of(rows);
        rows[0][0] = 99;
        assertEquals(2, points.size());
        assertEquals(3, points.dimension());
        assertArrayEquals(new double[] {1, 2, 3}, points.row(0));
        points.row(0)[0] = 99;
        points.toArray()[1][1] = 99;
        assertArrayEquals(new double[][] {{1, 2, 3}, {4, 5, 6}}, points.toArray());
        assertArrayEquals(new double[] {2, 5}, points.column(1));
        assertEquals("Points[2 x 3, double]", points.toString());
    }

    @Test
    void takesEverySource() {
        Points expected = Points.of(new double[][] {{1, 2}, {3, 4}});
        assertEquals(expected, Points.of(new float[][] {{1, 2}, {3, 4}}));
        assertEquals(expected, Points.ofRowMajor(new double[] {1, 2, 3, 4}, 2));
        assertEquals(expected, Points.ofRowMajor(new float[] {1, 2, 3, 4}, 2));
        assertEquals(expected, Points.of(new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}})));
        assertEquals(expected, Points.of(new FMatrixRMaj(new float[][] {{1, 2}, {3, 4}})));
        assertEquals(
                expected.hashCode(), Points.of(new float[][] {{1, 2}, {3, 4}}).hashCode());
        assertEquals(Precision.FLOAT, Points.of(new float[][] {{1}}).storage());
        assertEquals(Precision.DOUBLE, expected.storage());
        assertEquals(Points.of(new double[][] {{7}, {8}}), Points.ofColumn(7, 8));
        assertNotEquals(expected, Points.ofRowMajor(new double[] {1, 2, 3, 4}, 1));
        DMatrixRMaj roomy = new DMatrixRMaj(3, 3);
        roomy.reshape(1, 2);
        assertEquals(1, Points.of(roomy).size());
    }

    @Test
    void selectsRowsInOrderWithRepeats() {
        Points points = Points.ofColumn(10, 20, 30);
        assertEquals(Points.ofColumn(30, 10, 30), points.select(2, 0, 2));
        assertEquals(
                Precision.FLOAT, Points.of(new float[][] {{1}, {2}}).select(1).storage());
        assertThrows(IndexOutOfBoundsException.class, () -> points.select(3));
        message(() -> points.select());
    }

    @Test
    void derivesOnce() {
        Points points = Points.ofColumn(1);
        Object first = points.derived("key", Object::new);
        assertSame(first, points.derived("key", Object::new));
        assertNotEquals(first, points.derived("other", Object::new));
    }

    @Test
    void namesWhatIsWrongAndWhere() {
        DMatrixRMaj overlong = new DMatrixRMaj(1, 1);
        overlong.numRows = 3; // it says it is large without being so
        overlong.numCols = 1_000_000_000;
        assertEquals(
                "points: row 1, column 2 is NaN; all values must be finite",
                message(() -> Points.of(new double[][] {{1, 2, 3}, {4, 5, Double.NaN}})));
        assertEquals(
                "points: row 0, column 1 is -Infinity; all values must be finite",
                message(() -> Points.of(new float[][] {{1, Float.NEGATIVE_INFINITY}})));
        assertEquals(
                "points: row 2, column 0 is Infinity; all values must be finite",
                message(() -> Points.ofColumn(1, 2, Double.POSITIVE_INFINITY)));
        assertEquals(
                "points: row 1 has 1 columns, expected 2 as in row 0; all rows must have the same length",
                message(() -> Points.of(new double[][] {{1, 2}, {3}})));
        assertEquals("points: expected at least one row, found none", message(() -> Points.of(new double[0][])));
        assertEquals("points: expected at least one row, found none", message(() -> Points.ofColumn()));
        assertEquals("points: expected at least one column, found none", message(() -> Points.of(new double[2][0])));
        assertEquals("dimension: expected at least 1, found 0", message(() -> Points.ofRowMajor(new double[2], 0)));
        assertEquals(
                "points: expected a multiple of 3 numbers (the dimension), found 4",
                message(() -> Points.ofRowMajor(new double[4], 3)));
        assertEquals(
                "points: row 1 is null",
                assertThrows(NullPointerException.class, () -> Points.of(new double[][] {{1}, null}))
                        .getMessage());
        assertEquals(
                "points: 3 x 1000000000 = 3000000000 numbers, more than the 2147483639 that one array holds; split the data",
                message(() -> Points.of(overlong)));
    }

    @Property
    void everyRowComesBack(
            @ForAll @IntRange(min = 1, max = 7) int d,
            @ForAll @Size(min = 1, max = 65) double @DoubleRange(min = -1e300, max = 1e300) [] numbers) {
        int n = Math.max(1, numbers.length / d);
        double[] rowMajor = java.util.Arrays.copyOf(numbers, n * d);
        Points points = Points.ofRowMajor(rowMajor, d);
        assertEquals(points, Points.of(points.toArray()));
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                assertEquals(rowMajor[i * d + k], points.value(i, k));
            }
        }
    }
}
