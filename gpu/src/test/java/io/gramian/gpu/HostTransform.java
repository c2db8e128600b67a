package io.gramian.gpu;

import io.gramian.core.Precision;
import java.util.Arrays;

/** Fourier transforms by their definition, axis after axis. */
final class HostTransform implements Device.Transform {
    private final Precision precision;
    private final int[] shape;
    private final int count;
    private final int size;
    private final int lineBins;

    HostTransform(Precision precision, int[] shape, int count) {
        this.precision = precision;
        this.shape = shape.clone();
        this.count = count;
        this.size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.lineBins = shape[shape.length - 1] / 2 + 1;
    }

    /** Transforms a complex grid along all axes; the sign is that of the exponent. */
    private void transform(double[] re, double[] im, int sign) {
        int stride = size;
        for (int length : shape) {
            stride /= length;
            double[] cosines = new double[length];
            double[] sines = new double[length];
            for (int k = 0; k < length; k++) {
                cosines[k] = Math.cos(2 * Math.PI * k / length);
                sines[k] = sign * Math.sin(2 * Math.PI * k / length);
            }
            double[] lineRe = new double[length];
            double[] lineIm = new double[length];
            for (int line = 0; line < size / length; line++) {
                int start = line / stride * stride * length + line % stride;
                for (int k = 0; k < length; k++) {
                    lineRe[k] = 0;
                    lineIm[k] = 0;
                    for (int j = 0; j < length; j++) {
                        int turn = (int) ((long) k * j % length);
                        double a = re[start + j * stride];
                        double b = im[start + j * stride];
                        lineRe[k] += a * cosines[turn] - b * sines[turn];
                        lineIm[k] += a * sines[turn] + b * cosines[turn];
                    }
                }
                for (int k = 0; k < length; k++) {
                    re[start + k * stride] = lineRe[k];
                    im[start + k * stride] = lineIm[k];
                }
            }
        }
    }

    @Override
    public void forward(Buffer grids, Buffer spectra) {
        int length = shape[shape.length - 1];
        int bins = size / length * lineBins;
        double[] re = new double[size];
        double[] half = new double[2 * bins];
        for (int grid = 0; grid < count; grid++) {
            Reals.read(grids, precision, (long) grid * size, re, 0, size);
            double[] im = new double[size];
            transform(re, im, -1);
            for (int bin = 0; bin < bins; bin++) {
                int at = bin / lineBins * length + bin % lineBins;
                half[2 * bin] = re[at];
                half[2 * bin + 1] = im[at];
            }
            Reals.write(spectra, precision, 2L * grid * bins, half, 0, half.length);
        }
    }

    @Override
    public void inverse(Buffer spectra, Buffer grids) {
        int length = shape[shape.length - 1];
        int bins = size / length * lineBins;
        double[] half = new double[2 * bins];
        double[] re = new double[size];
        double[] im = new double[size];
        for (int grid = 0; grid < count; grid++) {
            Reals.read(spectra, precision, 2L * grid * bins, half, 0, half.length);
            for (int at = 0; at < size; at++) {
                int k = at % length;
                boolean isMirrored = k >= lineBins;
                int bin = isMirrored ? mirrored(at / length) * lineBins + length - k : at / length * lineBins + k;
                re[at] = half[2 * bin];
                im[at] = isMirrored ? -half[2 * bin + 1] : half[2 * bin + 1];
            }
            transform(re, im, 1);
            Reals.write(grids, precision, (long) grid * size, re, 0, size);
            Arrays.fill(half, Double.NaN); // as the libraries may
            Reals.write(spectra, precision, 2L * grid * bins, half, 0, half.length);
        }
    }

    /** The row of all axes but the last at the opposite frequencies. */
    private int mirrored(int row) {
        int result = 0;
        int block = 1;
        for (int axis = shape.length - 2; axis >= 0; axis--) {
            int k = row % shape[axis];
            row /= shape[axis];
            result += block * ((shape[axis] - k) % shape[axis]);
            block *= shape[axis];
        }
        return result;
    }

    @Override
    public void close() {}
}
