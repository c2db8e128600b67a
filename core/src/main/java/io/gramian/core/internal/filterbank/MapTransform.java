package io.gramian.core.internal.filterbank;

import java.util.ArrayList;
import java.util.List;

/**
 * Real Fourier transforms of maps that stand side by side, in two halves: along the rows, where two real rows are
 * packed in one complex one, and across them, one frequency of the rows at a time.
 *
 * <p>Maps are [row][position][lane]; spectra are as {@link Spectrum} says, so that what belongs to a row frequency is
 * one block. Lanes are taken in chunks, so that the lines in work stay in the second-level cache.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class MapTransform<A> {
    private static final int CHUNK_BYTES = 1 << 17; // of the complex lines in work, a third of what the stages touch

    private final MapLoops<A> loops;
    private final Grid grid;
    private final LinePlan along;
    private final List<LinePlan> across = new ArrayList<>(); // slowest axis first
    private final List<Slab> slabs = new ArrayList<>();
    private final List<Chunk> chunks;
    private final int longest;

    /** Some lanes of two rows, or of one if they are the same. */
    record Slab(int first, int firstLane, int second, int secondLane, int width) {
        boolean isSingle() {
            return first == second && firstLane == secondLane;
        }
    }

    /** Some lanes. */
    record Chunk(int lane, int width) {}

    /** Gives the numbers of a row. */
    interface Source<A> {
        void read(int row, int lane, int width, A into);
    }

    /** Takes the numbers of a row. */
    interface Sink<A> {
        void write(int row, int lane, int width, A from);
    }

    MapTransform(MapLoops<A> loops, Grid grid, int lanes, boolean whole) {
        this.loops = loops;
        this.grid = grid;
        this.along = new LinePlan(grid.length());
        int[] shape = grid.shape();
        int longestAxis = grid.length();
        for (int axis = 0; axis < shape.length - 1; axis++) {
            across.add(new LinePlan(shape[axis]));
            longestAxis = Math.max(longestAxis, shape[axis]);
        }
        this.longest = longestAxis;
        this.chunks = chunks(lanes, whole);
        boolean halves = grid.rows() == 1 && lanes % (2 * loops.lanes()) == 0 && !whole;
        for (int row = 0; row < grid.rows(); row += 2) {
            for (Chunk chunk : halves ? chunks(lanes / 2, false) : chunks) {
                int second = halves ? row : Math.min(row + 1, grid.rows() - 1);
                int secondLane = chunk.lane + (halves ? lanes / 2 : 0);
                slabs.add(new Slab(row, chunk.lane, second, secondLane, chunk.width));
            }
        }
    }

    private List<Chunk> chunks(int lanes, boolean whole) {
        int bytes = loops.precision() == io.gramian.core.Precision.DOUBLE ? 16 : 8;
        int most = Math.max(loops.lanes(), CHUNK_BYTES / bytes / longest / loops.lanes() * loops.lanes());
        int parts = whole ? 1 : (lanes + most - 1) / most;
        int width = (lanes / loops.lanes() + parts - 1) / parts * loops.lanes();
        List<Chunk> result = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane += width) {
            result.add(new Chunk(lane, Math.min(width, lanes - lane)));
        }
        return result;
    }

    Scratch<A> scratch() {
        return new Scratch<>(loops, longest * chunks.get(0).width);
    }

    /** Returns how many tasks the rows are. */
    int slabs() {
        return slabs.size();
    }

    /** Transforms two rows. */
    void forwardRows(int index, Source<A> source, Spectrum<A> spectrum, Scratch<A> scratch) {
        Slab slab = slabs.get(index);
        Lines<A> lines = scratch.lines(0, slab.width);
        source.read(slab.first, slab.firstLane, slab.width, lines.re());
        source.read(slab.second, slab.secondLane, slab.width, lines.im());
        along.transform(loops, lines, scratch.lines(1, slab.width), scratch.lines(2, slab.width), slab.width);
        for (int bin = 0; bin < grid.bins(); bin++) {
            loops.untangle(
                    lines.re(),
                    lines.im(),
                    bin * slab.width,
                    mirrored(bin) * slab.width,
                    spectrum.numbers(),
                    spectrum.at(bin * grid.rows() + slab.first) + slab.firstLane,
                    spectrum.at(bin * grid.rows() + slab.second) + slab.secondLane,
                    spectrum.imaginary(),
                    slab.width);
        }
    }

    /** Transforms two rows back, unscaled. */
    void inverseRows(int index, Spectrum<A> spectrum, Sink<A> sink, Scratch<A> scratch) {
        Slab slab = slabs.get(index);
        Lines<A> lines = scratch.lines(0, slab.width);
        for (int bin = 0; bin < grid.bins(); bin++) {
            loops.tangle(
                    spectrum.numbers(),
                    spectrum.at(bin * grid.rows() + slab.first) + slab.firstLane,
                    spectrum.at(bin * grid.rows() + slab.second) + slab.secondLane,
                    spectrum.imaginary(),
                    lines.re(),
                    lines.im(),
                    bin * slab.width,
                    mirrored(bin) * slab.width,
                    slab.width);
        }
        along.transform(loops, lines.swapped(), scratch.lines(1, slab.width), scratch.lines(2, slab.width), slab.width);
        sink.write(slab.first, slab.firstLane, slab.width, lines.re());
        if (!slab.isSingle()) {
            sink.write(slab.second, slab.secondLane, slab.width, lines.im());
        }
    }

    private int mirrored(int bin) {
        return bin == 0 ? 0 : grid.length() - bin;
    }

    /** Transforms across the rows, at one frequency along them. */
    void forwardColumns(int bin, Spectrum<A> spectrum, Scratch<A> scratch) {
        columns(bin, spectrum, scratch, false);
    }

    /** Transforms across the rows back, unscaled. */
    void inverseColumns(int bin, Spectrum<A> spectrum, Scratch<A> scratch) {
        columns(bin, spectrum, scratch, true);
    }

    private void columns(int bin, Spectrum<A> spectrum, Scratch<A> scratch, boolean inverse) {
        for (Chunk chunk : chunks) {
            int apart = grid.rows();
            for (LinePlan plan : across) {
                int block = apart;
                apart /= plan.length();
                for (int line = 0; line < grid.rows() / plan.length(); line++) {
                    int row = line / apart * block + line % apart;
                    int at = spectrum.at(bin * grid.rows() + row) + chunk.lane;
                    Lines<A> lines = new Lines<>(
                            spectrum.numbers(),
                            at,
                            spectrum.numbers(),
                            at + spectrum.imaginary(),
                            apart * spectrum.step());
                    plan.transform(
                            loops,
                            inverse ? lines.swapped() : lines,
                            scratch.lines(1, chunk.width),
                            scratch.lines(2, chunk.width),
                            chunk.width);
                }
            }
        }
    }
}
