package io.gramian.core.internal.filterbank;

import java.util.Arrays;

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
        this.gram = new double[2 * filters.channels() * filters.channels()];
        this.inverse = loops.allocate(filters.lanes());
    }

    @Override
    public boolean isUniform() {
        return quadratic.isUniform();
    }

    @Override
    public void weights(int bin, int frequency, A dots, A alpha, A beta) {
        for (int m = 0; m < filters.lanes(); m++) {
            double e = rho + quadratic.at(bin, frequency % grid.rows(), m);
            loops.set(inverse, m, 1 / e);
            loops.set(dots, m, rho / e);
            loops.set(alpha, m, rho / e / grid.size());
            loops.set(beta, m, 1 / e / grid.size());
        }
        Arrays.fill(gram, 0);
        filters.gram(frequency, inverse, gram, 0);
    }

    @Override
    public double respond(int bin, int frequency, int plane, double[] g) {
        double e = isUniform() ? rho + quadratic.at(bin, frequency % grid.rows()) : rho;
        int channels = filters.channels();
        int at = signal.at(frequency) + plane;
        for (int c = 0; c < channels; c++) {
            g[2 * c] = signal.numbers()[at + c] - rho / e * g[2 * c];
            g[2 * c + 1] = signal.numbers()[at + signal.imaginary() + c] - rho / e * g[2 * c + 1];
        }
        if (isUniform()) {
            system.set(filters.gram(), frequency * gram.length, e);
        } else {
            system.set(gram, 0, 1);
        }
        system.solve(g);
        double factor = isUniform() ? 1 / e / grid.size() : 1;
        for (int c = 0; c < channels; c++) {
            fidelity[bin] += grid.multiplicity(bin) * (g[2 * c] * g[2 * c] + g[2 * c + 1] * g[2 * c + 1]);
            if (residual != null) {
                residual.numbers()[at + c] = g[2 * c];
                residual.numbers()[at + residual.imaginary() + c] = g[2 * c + 1];
            }
            g[2 * c] *= factor;
            g[2 * c + 1] *= factor;
        }
        return rho / e / grid.size();
    }
}
