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
            int lanes,
            double step,
            Spectrum<double[]> signal,
            boolean isResidual,
            double[] fidelity) {
        this.loops = loops;
        this.grid = grid;
        this.quadratic = quadratic;
        this.lanes = lanes;
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
    public void weights(int bin, int frequency, A dots, A alpha, A beta) {
        for (int m = 0; m < lanes; m++) {
            loops.set(dots, m, 1);
            loops.set(alpha, m, (1 - step * quadratic.at(bin, frequency % grid.rows(), m)) / grid.size());
            loops.set(beta, m, 1);
        }
    }

    @Override
    public double respond(int bin, int frequency, int plane, double[] g) {
        int at = signal.at(frequency) + plane;
        for (int c = 0; c < g.length / 2; c++) {
            double re = signal.numbers()[at + c] - (isResidual ? 0 : g[2 * c]);
            double im = signal.numbers()[at + signal.imaginary() + c] - (isResidual ? 0 : g[2 * c + 1]);
            fidelity[bin] += grid.multiplicity(bin) * (re * re + im * im);
            g[2 * c] = step / grid.size() * re;
            g[2 * c + 1] = step / grid.size() * im;
        }
        double q = isUniform() ? quadratic.at(bin, frequency % grid.rows()) : 0;
        return (1 - step * q) / grid.size();
    }
}
