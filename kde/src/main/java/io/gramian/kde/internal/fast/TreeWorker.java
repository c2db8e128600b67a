package io.gramian.kde.internal.fast;

import io.gramian.kde.internal.Logs;
import java.util.Arrays;

/** One thread's walk over the tree for a block of queries at a time: see {@link TreeSum}. */
final class TreeWorker {
    private static final double FAR_SHARE = 1.0 / 8;
    // Squared diagonals in units of the kernel: of the widest block of queries, of the nodes that are asked first, and
    // of
    // those that a lower bound takes as one. Measured: docs/adr/0028.
    private static final double WIDEST = 9;
    private static final double WIDEST_COMPACT = 1;
    private static final double COARSE = 9;
    private static final double FINE = 1;
    private static final double SPREAD = 2; // of the log sums in a block
    private static final double MOST_SPREAD = 300; // for quotients of sums to be numbers
    private static final double NEGLIGIBLE = 5; // log of what a node must add to a lower bound
    private static final double ALIKE = 0.25; // of the logarithms of a kernel's values over a node
    private static final int FEW = 6;

    // What things cost in pairs of the exact sum: a pair here, a term of an expansion for a query alone or one of many,
    // and
    // a look at a node. Measured: docs/adr/0028.
    private static final double PAIR_WORK = 4;
    private static final double TERM_WORK = 2;
    private static final double ROW_TERM_WORK = 0.5;
    private static final double VISIT_WORK = 50;

    private final TreeSum sum;
    private final KdTree tree;
    private final Radial kernel;
    private final double logRelative;
    private final double logAbsolute;
    private final int d;

    // The block.
    private final double[][] x; // columns of the block's queries
    private int count;
    private final double[] low;
    private final double[] high;
    private double diagonal;
    private final QuerySums sums;

    // Buffers.
    private final double[][] difference;
    private final double[][] buffers;
    private final double[] kernelValues;
    private final double[] point;
    private final double[] terms;
    private final LeafBuffer leaf;

    // What the walk finds.
    private int[] far = new int[256];
    private int[] farField = new int[256];
    private int fars;
    private int[] near = new int[64];
    private int nears;
    private double logDrop;
    private double nearWeight;
    private double logShare;
    private boolean isPlanning;
    private double work;
    private long visits;

    TreeWorker(TreeSum sum, double logRelative, double logAbsolute, int block) {
        this.sum = sum;
        this.tree = sum.tree;
        this.kernel = sum.kernel;
        this.logRelative = logRelative;
        this.logAbsolute = logAbsolute;
        this.d = tree.dimension;
        this.x = new double[d][block];
        this.low = new double[d];
        this.high = new double[d];
        this.sums = new QuerySums(block);
        this.difference = new double[d][block];
        this.buffers = new double[d][block];
        this.kernelValues = new double[block];
        this.point = new double[d];
        this.terms = new double
                [sum.fields.stream()
                        .mapToInt(field -> field.monomials.count)
                        .max()
                        .orElseThrow()];
        this.leaf = new LeafBuffer(tree, kernel);
    }

    /** Writes the log sums of the queries of a leaf of theirs. */
    void sums(KdTree queries, int node, double[] result) {
        int[] members = new int[queries.to[node] - queries.from[node]];
        Arrays.setAll(members, i -> queries.from[node] + i);
        sums(queries, members, result);
    }

    private void sums(KdTree queries, int[] members, double[] result) {
        load(queries, members);
        if (count > 1 && diagonal > (kernel.isCompact() ? WIDEST_COMPACT : WIDEST)) {
            halve(queries, members, result);
            return;
        }
        sums.clear(count);
        bound(0, distance(0));
        double least = sums.leastLog();
        if (count > 1 && isSpread(sums.greatestLog(), least)) {
            halve(queries, members, result);
            return;
        }
        if (isPlanning) {
            plan(least);
            addWork();
            return;
        }
        evaluate(least);
        for (int q = 0; q < count; q++) {
            result[queries.order[members[q]]] = sums.log(q);
        }
    }

    /** Whether the sums differ so much that what the least of them may err by is too little for the others. */
    private boolean isSpread(double greatest, double least) {
        return greatest - least > MOST_SPREAD
                || (greatest - least > SPREAD && logRelative + greatest - SPREAD > logAbsolute);
    }

    private void load(KdTree queries, int[] members) {
        count = members.length;
        diagonal = 0;
        for (int k = 0; k < d; k++) {
            low[k] = Double.POSITIVE_INFINITY;
            high[k] = Double.NEGATIVE_INFINITY;
            for (int q = 0; q < count; q++) {
                double value = queries.rows[members[q] * d + k];
                x[k][q] = value;
                low[k] = Math.min(low[k], value);
                high[k] = Math.max(high[k], value);
            }
            diagonal += (high[k] - low[k]) * (high[k] - low[k]);
        }
    }

    private void halve(KdTree queries, int[] members, double[] result) {
        int axis = 0;
        for (int k = 1; k < d; k++) {
            axis = high[k] - low[k] > high[axis] - low[axis] ? k : axis;
        }
        int widest = axis;
        int[] sorted = Arrays.stream(members)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble((Integer i) -> queries.rows[i * d + widest])
                        .thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        int middle = sorted.length / 2;
        sums(queries, Arrays.copyOfRange(sorted, 0, middle), result);
        sums(queries, Arrays.copyOfRange(sorted, middle, sorted.length), result);
    }

    // Squared distances between the boxes of the block and a node.

    private double distance(int node) {
        double sum = 0;
        for (int k = 0, at = node * d; k < d; k++, at++) {
            double gap = Math.max(0, Math.max(low[k] - tree.high[at], tree.low[at] - high[k]));
            sum += gap * gap;
        }
        return sum;
    }

    private double farthest(int node) {
        double sum = 0;
        for (int k = 0, at = node * d; k < d; k++, at++) {
            double gap = Math.max(high[k] - tree.low[at], tree.high[at] - low[k]);
            sum += gap * gap;
        }
        return sum;
    }

    private double diagonal(int node) {
        double sum = 0;
        for (int k = 0, at = node * d; k < d; k++, at++) {
            double width = tree.high[at] - tree.low[at];
            sum += width * width;
        }
        return sum;
    }

    /** Adds up lower bounds, the nearest nodes first, as long as they may matter. */
    private void bound(int node, double nearest) {
        visits++;
        double most = tree.logWeight[node] + kernel.logValue(nearest);
        if (most == Double.NEGATIVE_INFINITY || most < sums.leastLog() - NEGLIGIBLE) {
            return;
        }
        if (kernel.isConvex() && diagonal(node) <= Math.max(diagonal, FINE)) {
            double[] t = squaredFromCentroid(node, tree.spread[node] / tree.weight[node]);
            kernel.logValues(t, count);
            sums.addLogs(t, tree.logWeight[node]);
        } else if (kernel.logValue(farthest(node)) > kernel.logValue(nearest) - ALIKE) {
            Arrays.fill(kernelValues, 0, count, kernel.logValue(farthest(node)));
            sums.addLogs(kernelValues, tree.logWeight[node]);
        } else if (tree.isLeaf(node)) {
            leaf.load(node);
            work += count * PAIR_WORK * (tree.to[node] - tree.from[node]);
            for (int q = 0; q < count; q++) {
                leaf.addLogs(x, q, sums);
            }
        } else {
            int left = 2 * node + 1;
            double toLeft = distance(left);
            double toRight = distance(left + 1);
            if (toLeft <= toRight) {
                bound(left, toLeft);
                bound(left + 1, toRight);
            } else {
                bound(left + 1, toRight);
                bound(left, toLeft);
            }
        }
    }

    private double[] squaredFromCentroid(int node, double more) {
        Arrays.fill(kernelValues, 0, count, more);
        for (int k = 0; k < d; k++) {
            subtract(x[k], tree.centroid[node * d + k], difference[k], kernelValues, count);
        }
        return kernelValues;
    }

    private static void subtract(double[] x, double centre, double[] difference, double[] squares, int n) {
        for (int q = 0; q < n; q++) {
            difference[q] = x[q] - centre;
        }
        for (int q = 0; q < n; q++) {
            squares[q] += difference[q] * difference[q];
        }
    }

    /** Finds which nodes are replaced and which leaves are summed, given a lower bound of the log sums. */
    private void plan(double least) {
        double allowed = Logs.add(logRelative + least, logAbsolute);
        logDrop = allowed + Math.log(FAR_SHARE);
        fars = 0;
        nears = 0;
        nearWeight = 0;
        frontier(0);
        int candidates = nears;
        int[] roots = Arrays.copyOf(near, candidates);
        nears = 0;
        logShare = allowed + Math.log(1 - FAR_SHARE) - Math.log(nearWeight);
        for (int i = 0; i < candidates; i++) {
            refine(roots[i]);
        }
    }

    /** Plans the queries of a leaf of theirs without summing them; the work is added up in {@link #work}. */
    void plan(KdTree queries, int node) {
        isPlanning = true;
        sums(queries, node, null);
        isPlanning = false;
    }

    /** What was planned so far, in pairs of the exact sum. */
    double work() {
        return work + visits * VISIT_WORK;
    }

    private void addWork() {
        double termWork = count < FEW ? TERM_WORK : ROW_TERM_WORK;
        for (int i = 0; i < fars; i++) {
            work += count * (sum.fields.get(farField[i]).monomials.count * termWork + PAIR_WORK);
        }
        for (int i = 0; i < nears; i++) {
            work += count * PAIR_WORK * (tree.to[near[i]] - tree.from[near[i]]);
        }
    }

    /** The sums to within the tolerance. */
    private void evaluate(double least) {
        plan(least);
        sums.start(count, least == Double.NEGATIVE_INFINITY ? 0 : least);
        for (int i = 0; i < fars; i++) {
            addFar(far[i], sum.fields.get(farField[i]));
        }
        for (int i = 0; i < nears; i++) {
            leaf.load(near[i]);
            for (int q = 0; q < count; q++) {
                sums.add(q, leaf.sum(x, q, sums.reference()));
            }
        }
    }

    /** Collects coarse nodes that are not far off all together, and their weight. */
    private void frontier(int node) {
        visits++;
        if (isDropped(distance(node))) {
            return;
        }
        if (tree.isLeaf(node) || diagonal(node) <= COARSE) {
            near = nears < near.length ? near : Arrays.copyOf(near, 2 * nears);
            near[nears++] = node;
            nearWeight += tree.weight[node];
            return;
        }
        frontier(2 * node + 1);
        frontier(2 * node + 2);
    }

    private boolean isDropped(double nearest) {
        double logKernel = kernel.logValue(nearest);
        return logKernel == Double.NEGATIVE_INFINITY || logKernel <= logDrop;
    }

    private void refine(int node) {
        visits++;
        double nearest = distance(node);
        if (isDropped(nearest)) {
            return;
        }
        double farthest = farthest(node);
        for (int f = 0; f < sum.fields.size(); f++) {
            double logError = sum.fields.get(f).logError(node, nearest, farthest);
            if (logError <= tree.logWeight[node] + logShare || logError == Double.NEGATIVE_INFINITY) {
                if (fars == far.length) {
                    far = Arrays.copyOf(far, 2 * fars);
                    farField = Arrays.copyOf(farField, 2 * fars);
                }
                far[fars] = node;
                farField[fars++] = f;
                return;
            }
        }
        if (tree.isLeaf(node)) {
            near = nears < near.length ? near : Arrays.copyOf(near, 2 * nears);
            near[nears++] = node;
        } else {
            refine(2 * node + 1);
            refine(2 * node + 2);
        }
    }

    private void addFar(int node, FarField field) {
        double[] t = squaredFromCentroid(node, 0);
        if (field.timesKernel) {
            kernel.values(t, count, sums.reference());
        } else {
            Arrays.fill(t, 0, count, Math.exp(-sums.reference()));
        }
        double[] coefficients = field.coefficients(node);
        if (coefficients.length == 1) {
            sums.addProducts(t, coefficients[0]);
        } else if (count < FEW) {
            for (int q = 0; q < count; q++) {
                for (int k = 0; k < d; k++) {
                    point[k] = difference[k][q];
                }
                sums.add(q, t[q] * field.monomials.value(coefficients, point, terms));
            }
        } else {
            field.monomials.values(coefficients, difference, count, buffers);
            sums.addProducts(t, buffers[0]);
        }
    }
}
