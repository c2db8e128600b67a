package io.gramian.core.internal.filterbank;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Real Fourier transforms of maps, in two halves: along the rows, where two real rows are packed in one complex one, and
 * across them, one frequency of the rows at a time. Maps stand as {@link Layout} says, their transforms as {@link
 * Spectrum}.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class MapTransform<A> {
    private final MapLoops<A> loops;
    private final Layout layout;
    private final Grid grid;
    private final LinePlan along;
    private final List<LinePlan> across = new ArrayList<>(); // slowest axis first
    private final List<Slab> slabs = new ArrayList<>();
    private final List<Scratch<A>> scratches = new ArrayList<>();
    private int taken; // of the scratches, by the threads of the pass under way

    /** Two rows of a block, or the same row of two, or one row twice if none is left for it. */
    private record Slab(int first, int firstBlock, int second, int secondBlock) {
        boolean isSingle() {
            return first == second && firstBlock == secondBlock;
        }
    }

    /** Gives the numbers of a row of a block. */
    interface Source<A> {
        void read(int row, int block, A into);
    }

    /** Takes the numbers of a row of a block. */
    interface Sink<A> {
        void write(int row, int block, A from);
    }

    MapTransform(MapLoops<A> loops, Layout layout) {
        this.loops = loops;
        this.layout = layout;
        this.grid = layout.grid();
        this.along = new LinePlan(grid.length());
        int[] shape = grid.shape();
        for (int axis = 0; axis < shape.length - 1; axis++) {
            across.add(new LinePlan(shape[axis]));
        }
        boolean isLine = grid.rows() == 1;
        for (int block = 0; block < layout.blocks(); block += isLine ? 2 : 1) {
            int secondBlock = isLine ? Math.min(block + 1, layout.blocks() - 1) : block;
            for (int row = 0; row < grid.rows(); row += 2) {
                slabs.add(new Slab(row, block, Math.min(row + 1, grid.rows() - 1), secondBlock));
            }
        }
    }

    /**
     * Does tasks 0 to {@code count - 1}, each on the worker made for its thread from scratch that earlier passes had: half a
     * megabyte of fresh memory for each pass was a tenth of an iteration. One pass at a time.
     */
    void pass(Tasks tasks, int count, Function<Scratch<A>, IntConsumer> workers) {
        synchronized (scratches) {
            taken = 0;
        }
        tasks.run(count, () -> workers.apply(scratch()));
    }

    private Scratch<A> scratch() {
        synchronized (scratches) {
            if (taken == scratches.size()) {
                scratches.add(new Scratch<>(loops, grid.longest() * layout.width()));
            }
            return scratches.get(taken++);
        }
    }

    /** Returns zeros for the transforms. */
    Spectrum<A> spectrum() {
        return new Spectrum<>(
                loops.allocate((int) layout.spectrumLength()), grid.rows(), layout.blocks(), layout.width());
    }

    /** Returns how many tasks the rows are. */
    int slabs() {
        return slabs.size();
    }

    /** Transforms two rows. */
    void forwardRows(int index, Source<A> source, Spectrum<A> spectrum, Scratch<A> scratch) {
        Slab slab = slabs.get(index);
        Lines<A> lines = scratch.lines(0, layout.width());
        source.read(slab.first, slab.firstBlock, lines.re());
        source.read(slab.second, slab.secondBlock, lines.im());
        forward(slab, spectrum, scratch);
    }

    /** Transforms the two rows that {@link #inverseRows} left in the scratch. */
    void forwardAgain(int index, Spectrum<A> spectrum, Scratch<A> scratch) {
        Slab slab = slabs.get(index);
        Lines<A> lines = scratch.lines(0, layout.width());
        if (slab.isSingle()) {
            System.arraycopy(lines.re(), 0, lines.im(), 0, layout.rowLength());
        }
        forward(slab, spectrum, scratch);
    }

    private void forward(Slab slab, Spectrum<A> spectrum, Scratch<A> scratch) {
        int width = layout.width();
        Lines<A> lines = scratch.lines(0, width);
        along.transform(loops, lines, scratch, width);
        for (int bin = 0; bin < grid.bins(); bin++) {
            loops.untangle(
                    lines.re(),
                    lines.im(),
                    bin * width,
                    mirrored(bin) * width,
                    spectrum.numbers(),
                    spectrum.at(bin, slab.firstBlock, slab.first),
                    spectrum.at(bin, slab.secondBlock, slab.second),
                    spectrum.imaginary(),
                    width);
        }
    }

    /** Transforms two rows back, unscaled. */
    void inverseRows(int index, Spectrum<A> spectrum, Sink<A> sink, Scratch<A> scratch) {
        Slab slab = slabs.get(index);
        int width = layout.width();
        Lines<A> lines = scratch.lines(0, width);
        touch(slab, spectrum, scratch);
        for (int bin = 0; bin < grid.bins(); bin++) {
            loops.tangle(
                    spectrum.numbers(),
                    spectrum.at(bin, slab.firstBlock, slab.first),
                    spectrum.at(bin, slab.secondBlock, slab.second),
                    spectrum.imaginary(),
                    lines.re(),
                    lines.im(),
                    bin * width,
                    mirrored(bin) * width,
                    width);
        }
        along.transform(loops, lines.swapped(), scratch, width);
        sink.write(slab.first, slab.firstBlock, lines.re());
        if (!slab.isSingle()) {
            sink.write(slab.second, slab.secondBlock, lines.im());
        }
    }

    /** The pieces lie far apart, where the processor does not expect them. */
    private void touch(Slab slab, Spectrum<A> spectrum, Scratch<A> scratch) {
        int piece = (slab.isSingle() ? 2 : 4) * layout.width(); // the second row's, or block's, follows the first's
        for (int bin = 0; bin < grid.bins(); bin++) {
            int from = spectrum.at(bin, slab.firstBlock, slab.first);
            scratch.touched(loops.touch(spectrum.numbers(), from, from + piece));
        }
    }

    private int mirrored(int bin) {
        return bin == 0 ? 0 : grid.length() - bin;
    }

    /** Transforms a block across the rows, at one frequency along them. */
    void forwardColumns(int bin, int block, Spectrum<A> spectrum, Scratch<A> scratch) {
        columns(bin, block, spectrum, scratch, false);
    }

    /** Transforms a block across the rows back, unscaled. */
    void inverseColumns(int bin, int block, Spectrum<A> spectrum, Scratch<A> scratch) {
        columns(bin, block, spectrum, scratch, true);
    }

    private void columns(int bin, int block, Spectrum<A> spectrum, Scratch<A> scratch, boolean inverse) {
        int width = layout.width();
        int apart = grid.rows();
        for (LinePlan plan : across) {
            int outer = apart;
            apart /= plan.length();
            for (int line = 0; line < grid.rows() / plan.length(); line++) {
                int at = spectrum.at(bin, block, line / apart * outer + line % apart);
                int im = at + spectrum.imaginary();
                Lines<A> lines = new Lines<>(spectrum.numbers(), at, spectrum.numbers(), im, 2 * apart * width);
                plan.transform(loops, inverse ? lines.swapped() : lines, scratch, width);
            }
        }
    }
}
