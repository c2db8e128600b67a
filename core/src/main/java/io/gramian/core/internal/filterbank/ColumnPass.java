package io.gramian.core.internal.filterbank;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The middle of an iteration: for each frequency along the rows, the transforms across them, what a {@link Response} does
 * at every frequency, and the transforms back, all within one stretch of the spectrum.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class ColumnPass<A> {
    private final MapLoops<A> loops;
    private final Layout layout;
    private final Grid grid;
    private final MapTransform<A> transform;
    private final FilterSpectra<A> filters;
    private final Spectrum<A> spectrum;
    private final Tasks tasks;

    ColumnPass(
            MapLoops<A> loops,
            Layout layout,
            MapTransform<A> transform,
            FilterSpectra<A> filters,
            Spectrum<A> spectrum,
            Tasks tasks) {
        this.loops = loops;
        this.layout = layout;
        this.grid = layout.grid();
        this.transform = transform;
        this.filters = filters;
        this.spectrum = spectrum;
        this.tasks = tasks;
    }

    /** Takes what the rows left, gives what the rows take back. */
    void run(Supplier<Response<A>> responses) {
        transform.pass(tasks, grid.bins(), scratch -> {
            Worker worker = new Worker(scratch, responses.get());
            return bin -> {
                worker.forward(bin);
                worker.respond(bin, true);
                worker.inverse(bin);
            };
        });
    }

    /** Starts from maps of zeros, or from what {@link #synthesise} left. */
    void runBack(Supplier<Response<A>> responses, boolean fromZero) {
        transform.pass(tasks, grid.bins(), scratch -> {
            Worker worker = new Worker(scratch, responses.get());
            return bin -> {
                if (fromZero) {
                    loops.clear(spectrum.numbers(), spectrum.at(bin, 0), spectrum.at(bin + 1, 0));
                }
                worker.respond(bin, false);
                worker.inverse(bin);
            };
        });
    }

    /**
     * Transforms across the rows and finds the transforms of D z, and 1/N sum_m q_m ||z_m||^2.
     *
     * @param energy for each bin; null where nobody asks
     */
    void synthesise(Spectrum<double[]> planes, Quadratic quadratic, double[] energy) {
        transform.pass(tasks, grid.bins(), scratch -> {
            Worker worker = new Worker(scratch, null);
            return bin -> {
                worker.forward(bin);
                worker.synthesise(bin, planes);
                if (energy != null && !quadratic.isZero()) {
                    energy[bin] = worker.energy(bin, quadratic) * grid.multiplicity(bin) / grid.size();
                }
            };
        });
    }

    private final class Worker {
        private final Scratch<A> scratch;
        private final Response<A> response;
        private final int channels = filters.channels();
        private final double[] g = new double[2 * channels * grid.rows()]; // [row][channel][real, imaginary]
        private final double[] keep = new double[grid.rows()];
        private final A dots = loops.allocate(layout.lanes());
        private final A alpha = loops.allocate(layout.lanes());
        private final A beta = loops.allocate(layout.lanes());

        Worker(Scratch<A> scratch, Response<A> response) {
            this.scratch = scratch;
            this.response = response;
        }

        void forward(int bin) {
            for (int block = 0; block < layout.blocks(); block++) {
                transform.forwardColumns(bin, block, spectrum, scratch);
            }
        }

        void inverse(int bin) {
            for (int block = 0; block < layout.blocks(); block++) {
                transform.inverseColumns(bin, block, spectrum, scratch);
            }
        }

        void respond(int bin, boolean withProducts) {
            for (int group = 0; group < layout.groups(); group++) {
                Arrays.fill(g, 0);
                if (response.isUniform()) {
                    respondUniformly(bin, group, withProducts);
                } else {
                    for (int row = 0; row < grid.rows(); row++) {
                        respondByMap(bin, row, group, withProducts);
                    }
                }
            }
        }

        private void respondUniformly(int bin, int group, boolean withProducts) {
            if (withProducts) {
                products(bin, group);
            }
            for (int row = 0; row < grid.rows(); row++) {
                keep[row] = response.respond(bin, row, group * channels, g, 2 * channels * row);
            }
            for (int part = 0; part < layout.parts(); part++) {
                for (int c = 0; c < channels; c++) {
                    loops.update(
                            filters.numbers(),
                            filters.at(bin, c, part, 0),
                            spectrum.numbers(),
                            spectrum.at(bin, group * layout.parts() + part),
                            spectrum.imaginary(),
                            grid.rows(),
                            layout.width(),
                            g,
                            2 * c,
                            2 * channels,
                            c == 0 ? keep : null);
                }
            }
        }

        private void products(int bin, int group) {
            for (int part = 0; part < layout.parts(); part++) {
                for (int c = 0; c < channels; c++) {
                    loops.dots(
                            filters.numbers(),
                            filters.at(bin, c, part, 0),
                            spectrum.numbers(),
                            spectrum.at(bin, group * layout.parts() + part),
                            spectrum.imaginary(),
                            grid.rows(),
                            layout.width(),
                            g,
                            2 * c,
                            2 * channels);
                }
            }
        }

        private void respondByMap(int bin, int row, int group, boolean withProducts) {
            response.weights(bin, row, dots, alpha, beta);
            int at = 2 * channels * row;
            for (int part = 0; part < layout.parts() && withProducts; part++) {
                for (int c = 0; c < channels; c++) {
                    loops.weightedDot(
                            filters.numbers(),
                            filters.at(bin, c, part, row),
                            spectrum.numbers(),
                            spectrum.at(bin, group * layout.parts() + part, row),
                            spectrum.imaginary(),
                            false,
                            dots,
                            part * layout.width(),
                            layout.width(),
                            g,
                            at + 2 * c);
                }
            }
            response.respond(bin, row, group * channels, g, at);
            for (int part = 0; part < layout.parts(); part++) {
                for (int c = 0; c < channels; c++) {
                    loops.weightedUpdate(
                            filters.numbers(),
                            filters.at(bin, c, part, row),
                            spectrum.numbers(),
                            spectrum.at(bin, group * layout.parts() + part, row),
                            spectrum.imaginary(),
                            layout.width(),
                            g[at + 2 * c],
                            g[at + 2 * c + 1],
                            c == 0 ? alpha : null,
                            beta,
                            part * layout.width());
                }
            }
        }

        void synthesise(int bin, Spectrum<double[]> planes) {
            for (int group = 0; group < layout.groups(); group++) {
                Arrays.fill(g, 0);
                products(bin, group);
                for (int row = 0; row < grid.rows(); row++) {
                    int at = planes.at(bin, 0, row) + group * channels;
                    for (int c = 0; c < channels; c++) {
                        planes.numbers()[at + c] = g[2 * (channels * row + c)];
                        planes.numbers()[at + planes.imaginary() + c] = g[2 * (channels * row + c) + 1];
                    }
                }
            }
        }

        double energy(int bin, Quadratic quadratic) {
            double sum = 0;
            for (int block = 0; block < layout.blocks(); block++) {
                for (int row = 0; row < grid.rows(); row++) {
                    int at = spectrum.at(bin, block, row);
                    for (int lane = 0; lane < layout.width(); lane++) {
                        double re = loops.get(spectrum.numbers(), at + lane);
                        double im = loops.get(spectrum.numbers(), at + spectrum.imaginary() + lane);
                        sum += quadratic.at(bin, row, layout.filter(block, lane)) * (re * re + im * im);
                    }
                }
            }
            return sum;
        }
    }
}
