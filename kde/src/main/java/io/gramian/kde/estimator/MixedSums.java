package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.internal.Logs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sums behind a mixed density: data are sorted into cells of equal categories, and for every query and cell the
 * continuous kernel is summed over the cell's points. What categories weigh comes after, so that the n m d work is done
 * once for all combinations of categories, and not again while a search changes a lambda alone.
 */
final class MixedSums {
    /** How many sums are held at a time. */
    private static final int MOST = 1 << 22;

    private final Points continuous; // one constant axis if there is none
    private final boolean hasContinuous;
    private final int[][] members;
    private final int[][] cellCodes;
    private final double[][] cellWeights; // logarithms
    private final Points[] cellPoints;
    private final Backend backend;
    private final Progress progress;

    MixedSums(MixedData data, double[] logWeights, Backend backend, Progress progress) {
        Map<List<Integer>, List<Integer>> cells = new LinkedHashMap<>();
        for (int i = 0; i < data.size(); i++) {
            List<Integer> key = Arrays.stream(data.codes(i)).boxed().toList();
            cells.computeIfAbsent(key, unused -> new ArrayList<>()).add(i);
        }
        this.hasContinuous = data.continuousDimension() > 0;
        this.continuous = stand(data);
        this.members = cells.values().stream()
                .map(list -> list.stream().mapToInt(i -> i).toArray())
                .toArray(int[][]::new);
        this.cellCodes = Arrays.stream(members).map(m -> data.codes(m[0])).toArray(int[][]::new);
        this.cellWeights = Arrays.stream(members)
                .map(m -> Arrays.stream(m).mapToDouble(i -> logWeights[i]).toArray())
                .toArray(double[][]::new);
        this.cellPoints = Arrays.stream(members).map(continuous::select).toArray(Points[]::new);
        this.backend = backend;
        this.progress = progress;
    }

    /** Without continuous axes all points stand at the same place, where the kernel is one. */
    private static Points stand(MixedData data) {
        return data.continuousDimension() > 0 ? data.continuous() : Points.ofColumn(new double[data.size()]);
    }

    int cells() {
        return members.length;
    }

    int[] cellCodes(int g) {
        return cellCodes[g];
    }

    /** log sum_j w_j K(x_i, x_j) over the points j of every cell g, row g; a cell without weight is -infinity. */
    interface Block {
        void accept(int from, double[][] logSums);
    }

    /** Hands over the sums of all queries, a block of them at a time. */
    void forEachBlock(MixedData queries, double[] h, Block block) {
        Points all = stand(queries);
        int size = Math.max(1, MOST / cells());
        for (int from = 0; from < all.size(); from += size) {
            int to = Math.min(all.size(), from + size);
            Points part = from == 0 && to == all.size()
                    ? all
                    : all.select(IntStream.range(from, to).toArray());
            double[][] sums = new double[cells()][];
            for (int g = 0; g < sums.length; g++) {
                try (Gram gram = backend.gram(kernel(h), part, cellPoints[g])) {
                    sums[g] = normalised(gram.logRowSums(cellWeights[g]), h);
                }
                long done = (long) from * cells() + (long) (g + 1) * (to - from);
                progress.update("mixed density", done, (long) all.size() * cells());
            }
            block.accept(from, sums);
        }
    }

    /** The sums of the data's own rows, from which every row leaves itself out. */
    double[][] ofOthers(double[] h) {
        double[][] sums = new double[cells()][];
        int[] rows = IntStream.range(0, continuous.size()).toArray();
        try (Gram gram = backend.gram(kernel(h), continuous, continuous)) {
            Gram others = gram.excludingSelf();
            for (int g = 0; g < sums.length; g++) {
                sums[g] = normalised(others.select(rows, members[g]).logRowSums(cellWeights[g]), h);
            }
        }
        return sums;
    }

    private DensityKernel kernel(double[] h) {
        return DensityKernel.gaussian()
                .withBandwidth(hasContinuous ? BandwidthMatrix.diagonal(h) : BandwidthMatrix.scalar(1));
    }

    private double[] normalised(double[] logSums, double[] h) {
        if (hasContinuous) {
            Logs.plus(logSums, kernel(h).logNormaliser(h.length));
        }
        return logSums;
    }

    /** log sum_g exp(logSums_gi) prod_s l_s(codes_s, cell_gs). */
    double combined(double[][] logSums, int i, int[] codes, double[][][] logKernels) {
        double[] terms = new double[cells()];
        for (int g = 0; g < terms.length; g++) {
            terms[g] = logSums[g][i];
            for (int s = 0; s < codes.length; s++) {
                terms[g] += logKernels[s][codes[s]][cellCodes[g][s]];
            }
        }
        return Logs.sum(terms);
    }
}
