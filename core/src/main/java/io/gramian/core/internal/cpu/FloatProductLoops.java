package io.gramian.core.internal.cpu;

import java.util.Arrays;

/**
 * The loops of linear algebra in single precision and plain Java.
 *
 * <p>As in {@link FloatTileLoops}, what C2 is to vectorise is one short counted loop over whole arrays from index
 * zero. So a panel is as wide as a tile, four of its rows at a time are copied to scratch rows, and the eight rows of
 * the product are gathered there too. There is no {@code Math.fma}: it is a hundred times slower where the processor
 * lacks the instruction.
 */
public class FloatProductLoops extends ProductLoops<float[]> {
    private static final int WIDTH = 512; // eight rows of the product and four of the panel take 24 KB of 32
    private static final int BLOCK = 64; // of a transposition

    /** Made by the tile loops. */
    protected FloatProductLoops() {}

    /** The widest that does, and no wider than the columns need. */
    @Override
    protected int panelWidth(int columns) {
        int panels = Math.max(1, (columns + WIDTH - 1) / WIDTH);
        return ((columns + panels - 1) / panels + 7) / 8 * 8;
    }

    @Override
    protected float[][] allocateScratch() {
        return new float[ROWS + 5][WIDTH];
    }

    @Override
    protected void addProduct(
            float[] x,
            int xFrom,
            int xStep,
            float[] y,
            int yFrom,
            int width,
            int depth,
            float[] c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            float[][] scratch) {
        for (int j = 0; j < columns; j += width) {
            int present = Math.min(width, columns - j);
            sumProducts(x, xFrom, xStep, y, yFrom + j * depth, width, depth, rows, present, scratch);
            float[] target = scratch[ROWS + 4];
            for (int r = 0; r < rows; r++) {
                int at = cFrom + r * cStride + j;
                System.arraycopy(c, at, target, 0, present);
                addRow(target, present, scratch[r], (float) alpha);
                System.arraycopy(target, 0, c, at, present);
            }
        }
    }

    /** Sets the first scratch rows to the product with one panel, four steps of the sum at a time. */
    private static void sumProducts(
            float[] x,
            int xFrom,
            int xStep,
            float[] y,
            int yFrom,
            int width,
            int depth,
            int rows,
            int columns,
            float[][] scratch) {
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
                float a = x[at];
                float b = x[at + xStep];
                float e = x[at + 2 * xStep];
                float f = x[at + 3 * xStep];
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
            float[] row, int n, float[] y0, float[] y1, float[] y2, float[] y3, float a, float b, float e, float f) {
        for (int j = 0; j < n; j++) {
            row[j] += (y0[j] * a + y1[j] * b) + (y2[j] * e + y3[j] * f);
        }
    }

    private static void addRow(float[] row, int n, float[] y, float a) {
        for (int j = 0; j < n; j++) {
            row[j] += y[j] * a;
        }
    }

    @Override
    protected void solveBlock(float[] x, int xFrom, float[] y, int yFrom, int width) {
        for (int r = 0; r < ROWS; r++) {
            int row = yFrom + r * width;
            for (int q = 0; q < r; q++) {
                addScaled(y, row, -x[xFrom + q * ROWS + r], y, yFrom + q * width, width);
            }
            float pivot = x[xFrom + r * ROWS + r];
            for (int j = row; j < row + width; j++) {
                y[j] /= pivot;
            }
        }
    }

    /** Four running sums, because one would wait for each addition to finish. */
    @Override
    protected double dot(float[] x, int xFrom, float[] y, int yFrom, int n, float[][] scratch) {
        float a = 0;
        float b = 0;
        float c = 0;
        float e = 0;
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
    protected void addScaled(float[] y, int yFrom, double factor, float[] x, int xFrom, int n) {
        float f = (float) factor;
        for (int j = 0; j < n; j++) {
            y[yFrom + j] += f * x[xFrom + j];
        }
    }

    @Override
    protected void scale(float[] y, int from, double factor, int n) {
        if (factor == 0) {
            Arrays.fill(y, from, from + n, 0);
        } else if (factor != 1) {
            float f = (float) factor;
            for (int j = from; j < from + n; j++) {
                y[j] *= f;
            }
        }
    }

    /** Transposes by squares, so that the pages they touch stay in the translation buffer. */
    @Override
    protected void copy(
            float[] source,
            int from,
            int laneStep,
            int depthStep,
            float[] target,
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
            float[] source, int from, int laneStep, int depthStep, float[] target, int at, int targetStep, int n) {
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
            float[] source, int from, int depthStep, float[] target, int at, int targetStep, int n) {
        for (int k = 0; k < n; k++) {
            target[at + k * targetStep] = source[from + k * depthStep];
        }
    }
}
