package io.gramian.core.internal.cpu;

import java.util.Arrays;

/**
 * The loops of linear algebra in double precision and plain Java.
 *
 * <p>As in {@link DoubleTileLoops}, what C2 is to vectorise is one short counted loop over whole arrays from index
 * zero. So a panel is as wide as a tile, four of its rows at a time are copied to scratch rows, and the eight rows of
 * the product are gathered there too. There is no {@code Math.fma}: it is a hundred times slower where the processor
 * lacks the instruction.
 */
public class DoubleProductLoops extends ProductLoops<double[]> {
    private static final int WIDTH = 256; // eight rows of the product and four of the panel take 24 KB of 32
    private static final int BLOCK = 64; // of a transposition

    /** Made by the tile loops. */
    protected DoubleProductLoops() {}

    /** The widest that does, and no wider than the columns need. */
    @Override
    protected int panelWidth(int columns) {
        int panels = Math.max(1, (columns + WIDTH - 1) / WIDTH);
        return ((columns + panels - 1) / panels + 7) / 8 * 8;
    }

    @Override
    protected double[][] allocateScratch() {
        return new double[ROWS + 5][WIDTH];
    }

    @Override
    protected void addProduct(
            double[] x,
            int xFrom,
            int xStep,
            double[] y,
            int yFrom,
            int width,
            int depth,
            double[] c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            double[][] scratch) {
        for (int j = 0; j < columns; j += width) {
            int present = Math.min(width, columns - j);
            sumProducts(x, xFrom, xStep, y, yFrom + j * depth, width, depth, rows, present, scratch);
            double[] target = scratch[ROWS + 4];
            for (int r = 0; r < rows; r++) {
                int at = cFrom + r * cStride + j;
                System.arraycopy(c, at, target, 0, present);
                addRow(target, present, scratch[r], alpha);
                System.arraycopy(target, 0, c, at, present);
            }
        }
    }

    /** Sets the first scratch rows to the product with one panel, four steps of the sum at a time. */
    private static void sumProducts(
            double[] x,
            int xFrom,
            int xStep,
            double[] y,
            int yFrom,
            int width,
            int depth,
            int rows,
            int columns,
            double[][] scratch) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(scratch[r], 0, columns, 0);
        }
        int k = 0;
        for (; k + 3 < depth; k += 4) {
            for (int q = 0; q < 4; q++) {
                System.arraycopy(y, yFrom + (k + q) * width, scratch[ROWS + q], 0, columns);
            }
            for (int r = 0; r < rows; r++) {
                int at = xFrom + k * xStep + r;
                double a = x[at];
                double b = x[at + xStep];
                double e = x[at + 2 * xStep];
                double f = x[at + 3 * xStep];
                addFour(
                        scratch[r],
                        columns,
                        scratch[ROWS],
                        scratch[ROWS + 1],
                        scratch[ROWS + 2],
                        scratch[ROWS + 3],
                        a,
                        b,
                        e,
                        f);
            }
        }
        for (; k < depth; k++) {
            System.arraycopy(y, yFrom + k * width, scratch[ROWS], 0, columns);
            for (int r = 0; r < rows; r++) {
                addRow(scratch[r], columns, scratch[ROWS], x[xFrom + k * xStep + r]);
            }
        }
    }

    private static void addFour(
            double[] row,
            int n,
            double[] y0,
            double[] y1,
            double[] y2,
            double[] y3,
            double a,
            double b,
            double e,
            double f) {
        for (int j = 0; j < n; j++) {
            row[j] += (y0[j] * a + y1[j] * b) + (y2[j] * e + y3[j] * f);
        }
    }

    private static void addRow(double[] row, int n, double[] y, double a) {
        for (int j = 0; j < n; j++) {
            row[j] += y[j] * a;
        }
    }

    @Override
    protected void solveBlock(double[] x, int xFrom, double[] y, int yFrom, int width) {
        for (int r = 0; r < ROWS; r++) {
            int row = yFrom + r * width;
            for (int q = 0; q < r; q++) {
                addScaled(y, row, -x[xFrom + q * ROWS + r], y, yFrom + q * width, width);
            }
            double pivot = x[xFrom + r * ROWS + r];
            for (int j = row; j < row + width; j++) {
                y[j] /= pivot;
            }
        }
    }

    /** Four running sums, because one would wait for each addition to finish. */
    @Override
    protected double dot(double[] x, int xFrom, double[] y, int yFrom, int n, double[][] scratch) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int j = 0;
        for (; j < n - 3; j += 4) {
            a += x[xFrom + j] * y[yFrom + j];
            b += x[xFrom + j + 1] * y[yFrom + j + 1];
            c += x[xFrom + j + 2] * y[yFrom + j + 2];
            e += x[xFrom + j + 3] * y[yFrom + j + 3];
        }
        for (; j < n; j++) {
            a += x[xFrom + j] * y[yFrom + j];
        }
        return (a + b) + (c + e);
    }

    @Override
    protected void addScaled(double[] y, int yFrom, double factor, double[] x, int xFrom, int n) {
        for (int j = 0; j < n; j++) {
            y[yFrom + j] += factor * x[xFrom + j];
        }
    }

    @Override
    protected void scale(double[] y, int from, double factor, int n) {
        if (factor == 0) {
            Arrays.fill(y, from, from + n, 0);
        } else if (factor != 1) {
            for (int j = from; j < from + n; j++) {
                y[j] *= factor;
            }
        }
    }

    /** Transposes by squares, so that the pages they touch stay in the translation buffer. */
    @Override
    protected void copy(
            double[] source,
            int from,
            int laneStep,
            int depthStep,
            double[] target,
            int at,
            int targetStep,
            int lanes,
            int depth) {
        if (laneStep == 1) {
            for (int k = 0; k < depth; k++) {
                System.arraycopy(source, from + k * depthStep, target, at + k * targetStep, lanes);
            }
            return;
        }
        for (int k = 0; k < depth; k += BLOCK) {
            int count = Math.min(BLOCK, depth - k);
            int first = from + k * depthStep;
            int into = at + k * targetStep;
            int r = 0;
            for (; r < lanes - 7; r += 8) {
                eightLanes(source, first + r * laneStep, laneStep, depthStep, target, into + r, targetStep, count);
            }
            for (; r < lanes; r++) {
                oneLane(source, first + r * laneStep, depthStep, target, into + r, targetStep, count);
            }
        }
    }

    /** Eight lanes side by side fill a cache line, or half of one, at a time. */
    private static void eightLanes(
            double[] source, int from, int laneStep, int depthStep, double[] target, int at, int targetStep, int n) {
        for (int k = 0; k < n; k++) {
            int s = from + k * depthStep;
            int t = at + k * targetStep;
            target[t] = source[s];
            target[t + 1] = source[s + laneStep];
            target[t + 2] = source[s + 2 * laneStep];
            target[t + 3] = source[s + 3 * laneStep];
            target[t + 4] = source[s + 4 * laneStep];
            target[t + 5] = source[s + 5 * laneStep];
            target[t + 6] = source[s + 6 * laneStep];
            target[t + 7] = source[s + 7 * laneStep];
        }
    }

    private static void oneLane(
            double[] source, int from, int depthStep, double[] target, int at, int targetStep, int n) {
        for (int k = 0; k < n; k++) {
            target[at + k * targetStep] = source[from + k * depthStep];
        }
    }
}
