package io.gramian.core.internal.filterbank;

/**
 * The x-step of ADMM, (D^H D + e) x = conj(d) s + rho z with e_m = rho + q_m: with the residual g = s - D x this is
 * x_m = (rho z_m + conj(d_m) g) / e_m, and g solves (I + sum_m d_m d_m^H / e_m) g = s - sum_m d_m rho z_m / e_m, a system
 * of one equation for each channel.
 *
 * <p>Source: B. Wohlberg, Efficient algorithms for convolutional sparse representations (2016).
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class AdmmResponse<A> implements Response<A> {
    private final MapLoops<A> loops;
    private final FilterSpectra<A> filters;
    private final Grid grid;
    private final Quadratic quadratic;
    private final double rho;
    private final Spectrum<double[]> signal;
    private final Spectrum<double[]> residual; // null where nobody asks
    private final double[] fidelity; // for each bin
    private final HermitianSolve system;
    private final double[] gram;
    private final A inverse; // of e, for each map

    AdmmResponse(
            MapLoops<A> loops,
            FilterSpectra<A> filters,
            Grid grid,
            Quadratic quadratic,
            double rho,
            Spectrum<double[]> signal,
            Spectrum<double[]> residual,
            double[] fidelity) {
        this.loops = loops;
        this.filters = filters;
        this.grid = grid;
        this.quadratic = quadratic;
        this.rho = rho;
        this.signal = signal;
        this.residual = residual;
        this.fidelity = fidelity;
        this.system = new HermitianSolve(filters.channels());
        this.gram = new double[filters.gramLength()];
        this.inverse = loops.allocate(filters.lanes());
    }

    @Override
    public boolean isUniform() {
        return quadratic.isUniform();
    }

    @Override
    public void weights(int bin, int row, A dots, A alpha, A beta) {
        for (int m = 0; m < filters.lanes(); m++) {
            double e = rho + quadratic.at(bin, row, m);
            loops.set(inverse, m, 1 / e);
            loops.set(dots, m, rho / e);
            loops.set(alpha, m, rho / e / grid.size());
            loops.set(beta, m, 1 / e / grid.size());
        }
        filters.gram(bin, row, inverse, gram, 0);
    }

    @Override
    public double respond(int bin, int row, int channel, double[] g, int at) {
        boolean isUniform = quadratic.isUniform();
        double e = isUniform ? rho + quadratic.at(bin, row) : rho; // else the weights have it
        int channels = filters.channels();
        int plane = signal.at(bin, 0, row) + channel;
        for (int c = 0; c < channels; c++) {
            g[at + 2 * c] = signal.numbers()[plane + c] - rho / e * g[at + 2 * c];
            g[at + 2 * c + 1] = signal.numbers()[plane + signal.imaginary() + c] - rho / e * g[at + 2 * c + 1];
        }
        if (isUniform) {
            system.solve(filters.gram(), filters.gramAt(bin, row), e, g, at);
        } else {
            system.solve(gram, 0, 1, g, at);
        }
        double factor = isUniform ? 1 / e / grid.size() : 1;
        for (int c = 0; c < channels; c++) {
            double re = g[at + 2 * c];
            double im = g[at + 2 * c + 1];
            fidelity[bin] += grid.multiplicity(bin) * (re * re + im * im);
            if (residual != null) {
                residual.numbers()[plane + c] = re;
                residual.numbers()[plane + residual.imaginary() + c] = im;
            }
            g[at + 2 * c] = re * factor;
            g[at + 2 * c + 1] = im * factor;
        }
        return rho / e / grid.size();
    }
}
