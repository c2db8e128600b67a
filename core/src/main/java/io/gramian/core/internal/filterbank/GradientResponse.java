package io.gramian.core.internal.filterbank;

/**
 * A step against the gradient: z - step (D^H (D z - s) + Q z), or D^H s alone.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class GradientResponse<A> implements Response<A> {
    private final MapLoops<A> loops;
    private final Grid grid;
    private final Quadratic quadratic;
    private final int lanes;
    private final int channels;
    private final double step;
    private final boolean isResidual;
    private final Spectrum<double[]> signal;
    private final double[] fidelity; // for each bin

    /**
     * @param signal s, or s - D z weighted if {@code isResidual}
     */
    GradientResponse(
            MapLoops<A> loops,
            Grid grid,
            Quadratic quadratic,
            FilterSpectra<A> filters,
            double step,
            Spectrum<double[]> signal,
            boolean isResidual,
            double[] fidelity) {
        this.loops = loops;
        this.grid = grid;
        this.quadratic = quadratic;
        this.lanes = filters.lanes();
        this.channels = filters.channels();
        this.step = step;
        this.signal = signal;
        this.isResidual = isResidual;
        this.fidelity = fidelity;
    }

    @Override
    public boolean isUniform() {
        return quadratic.isUniform();
    }

    @Override
    public void weights(int bin, int row, A dots, A alpha, A beta) {
        for (int m = 0; m < lanes; m++) {
            loops.set(dots, m, 1);
            loops.set(alpha, m, (1 - step * quadratic.at(bin, row, m)) / grid.size());
            loops.set(beta, m, 1);
        }
    }

    @Override
    public double respond(int bin, int row, int channel, double[] g, int at) {
        int plane = signal.at(bin, 0, row) + channel;
        for (int c = 0; c < channels; c++) {
            double re = signal.numbers()[plane + c] - (isResidual ? 0 : g[at + 2 * c]);
            double im = signal.numbers()[plane + signal.imaginary() + c] - (isResidual ? 0 : g[at + 2 * c + 1]);
            fidelity[bin] += grid.multiplicity(bin) * (re * re + im * im);
            g[at + 2 * c] = step / grid.size() * re;
            g[at + 2 * c + 1] = step / grid.size() * im;
        }
        double q = quadratic.isUniform() ? quadratic.at(bin, row) : 0;
        return (1 - step * q) / grid.size();
    }
}
