package io.gramian.core.internal.filterbank;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The middle of an iteration: for each frequency along the rows, the transforms across them, what a {@link Response} does
 * at every frequency, and the transforms back, all within one block of the spectrum.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class ColumnPass<A> {
    private final MapLoops<A> loops;
    private final Grid grid;
    private final MapTransform<A> transform;
    private final FilterSpectra<A> filters;
    private final Spectrum<A> spectrum;
    private final int groups; // of maps, each with planes of its own
    private final Tasks tasks;

    ColumnPass(
            MapLoops<A> loops,
            Grid grid,
            MapTransform<A> transform,
            FilterSpectra<A> filters,
            Spectrum<A> spectrum,
            int groups,
            Tasks tasks) {
        this.loops = loops;
        this.grid = grid;
        this.transform = transform;
        this.filters = filters;
        this.spectrum = spectrum;
        this.groups = groups;
        this.tasks = tasks;
    }

    /** Takes what the rows left, gives what the rows take back. */
    void run(Supplier<Response<A>> responses) {
        tasks.run(grid.bins(), () -> {
            Worker worker = new Worker(responses.get());
            return bin -> {
                transform.forwardColumns(bin, spectrum, worker.scratch);
                worker.respond(bin, true);
                transform.inverseColumns(bin, spectrum, worker.scratch);
            };
        });
    }

    /** Starts from maps of zeros, or from what {@link #synthesise} left. */
    void runBack(Supplier<Response<A>> responses, boolean fromZero) {
        tasks.run(grid.bins(), () -> {
            Worker worker = new Worker(responses.get());
            return bin -> {
                if (fromZero) {
                    int start = spectrum.at(bin * grid.rows());
                    loops.clear(spectrum.numbers(), start, start + grid.rows() * spectrum.step());
                }
                worker.respond(bin, false);
                transform.inverseColumns(bin, spectrum, worker.scratch);
            };
        });
    }

    /**
     * Transforms across the rows and finds the transforms of D z, and 1/N sum_m q_m ||z_m||^2.
     *
     * @param energy for each bin; null where nobody asks
     */
    void synthesise(Spectrum<double[]> planes, Quadratic quadratic, double[] energy) {
        tasks.run(grid.bins(), () -> {
            Worker worker = new Worker(null);
            return bin -> {
                transform.forwardColumns(bin, spectrum, worker.scratch);
                worker.synthesise(bin, planes);
                if (energy != null && !quadratic.isZero()) {
                    energy[bin] = worker.energy(bin, quadratic) * grid.multiplicity(bin) / grid.size();
                }
            };
        });
    }

    private final class Worker {
        private final Scratch<A> scratch = transform.scratch();
        private final Response<A> response;
        private final double[] g = new double[2 * filters.channels()];
        private final A dots = loops.allocate(filters.lanes());
        private final A alpha = loops.allocate(filters.lanes());
        private final A beta = loops.allocate(filters.lanes());

        Worker(Response<A> response) {
            this.response = response;
        }

        void respond(int bin, boolean withProducts) {
            for (int frequency = bin * grid.rows(); frequency < (bin + 1) * grid.rows(); frequency++) {
                if (!response.isUniform()) {
                    response.weights(bin, frequency, dots, alpha, beta);
                }
                for (int group = 0; group < groups; group++) {
                    Arrays.fill(g, 0);
                    if (withProducts) {
                        products(frequency, group);
                    }
                    double keep = response.respond(bin, frequency, group * filters.channels(), g);
                    update(frequency, group, keep);
                }
            }
        }

        private void products(int frequency, int group) {
            int at = spectrum.at(frequency) + group * filters.lanes();
            int lanes = filters.lanes();
            for (int c = 0; c < filters.channels(); c++) {
                int d = filters.at(frequency, c);
                if (response == null || response.isUniform()) {
                    loops.dot(
                            filters.numbers(), d, lanes, spectrum.numbers(), at, spectrum.imaginary(), lanes, g, 2 * c);
                } else {
                    loops.weightedDot(
                            filters.numbers(),
                            d,
                            lanes,
                            spectrum.numbers(),
                            at,
                            spectrum.imaginary(),
                            false,
                            dots,
                            0,
                            lanes,
                            g,
                            2 * c);
                }
            }
        }

        private void update(int frequency, int group, double keep) {
            int at = spectrum.at(frequency) + group * filters.lanes();
            int lanes = filters.lanes();
            for (int c = 0; c < filters.channels(); c++) {
                int d = filters.at(frequency, c);
                double re = g[2 * c];
                double im = g[2 * c + 1];
                A z = spectrum.numbers();
                if (response.isUniform()) {
                    double factor = c == 0 ? keep : 1;
                    loops.update(filters.numbers(), d, lanes, re, im, factor, z, at, spectrum.imaginary(), lanes);
                } else {
                    loops.weightedUpdate(
                            filters.numbers(),
                            d,
                            lanes,
                            re,
                            im,
                            c == 0 ? alpha : null,
                            beta,
                            0,
                            z,
                            at,
                            spectrum.imaginary(),
                            lanes);
                }
            }
        }

        void synthesise(int bin, Spectrum<double[]> planes) {
            for (int frequency = bin * grid.rows(); frequency < (bin + 1) * grid.rows(); frequency++) {
                for (int group = 0; group < groups; group++) {
                    Arrays.fill(g, 0);
                    products(frequency, group);
                    int at = planes.at(frequency) + group * filters.channels();
                    for (int c = 0; c < filters.channels(); c++) {
                        planes.numbers()[at + c] = g[2 * c];
                        planes.numbers()[at + planes.imaginary() + c] = g[2 * c + 1];
                    }
                }
            }
        }

        double energy(int bin, Quadratic quadratic) {
            double sum = 0;
            for (int row = 0; row < grid.rows(); row++) {
                int at = spectrum.at(bin * grid.rows() + row);
                for (int lane = 0; lane < groups * filters.lanes(); lane++) {
                    double re = loops.get(spectrum.numbers(), at + lane);
                    double im = loops.get(spectrum.numbers(), at + spectrum.imaginary() + lane);
                    sum += quadratic.at(bin, row, lane % filters.lanes()) * (re * re + im * im);
                }
            }
            return sum;
        }
    }
}
