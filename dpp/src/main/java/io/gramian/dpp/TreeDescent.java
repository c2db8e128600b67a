package io.gramian.dpp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws from projection processes along a binary tree over the items. A node keeps the sum of u_i u_i' over its items; its
 * probability is the inner product of that with the projection onto what the items before do not span. A leaf has about
 * r items, so that the tree takes about as much memory as the eigenvectors.
 */
class TreeDescent implements ProjectionStep {
    private final Spectrum spectrum;
    private final int leafSize;
    private final Node root;

    /** The sum of u_i u_i' over a range of items, its lower triangle row after row. */
    private record Node(int from, int to, double[] sum, Node left, Node right) {}

    TreeDescent(Spectrum spectrum) {
        this(spectrum, spectrum.rank() + 1);
    }

    /** With at most so many items in a leaf. */
    TreeDescent(Spectrum spectrum, int leafSize) {
        this.spectrum = spectrum;
        this.leafSize = leafSize;
        this.root = node(0, spectrum.size());
    }

    private Node node(int from, int to) {
        int r = spectrum.rank();
        double[] sum = new double[r * (r + 1) / 2];
        if (to - from <= leafSize) {
            for (int i = from; i < to; i++) {
                addSquare(i, sum);
            }
            return new Node(from, to, sum, null, null);
        }
        int middle = (from + to) >>> 1;
        Node left = node(from, middle);
        Node right = node(middle, to);
        Arrays.setAll(sum, at -> left.sum[at] + right.sum[at]);
        return new Node(from, to, sum, left, right);
    }

    private void addSquare(int item, double[] sum) {
        int r = spectrum.rank();
        double[] vectors = spectrum.vectors();
        int row = item * r;
        for (int a = 0, at = 0; a < r; a++) {
            double factor = vectors[row + a];
            for (int b = 0; b <= a; b++, at++) {
                sum[at] += factor * vectors[row + b];
            }
        }
    }

    @Override
    public int[] sample(int[] selected, RandomGenerator random) {
        int m = selected.length;
        int[] items = new int[m];
        OrthonormalRows spanned = new OrthonormalRows(m);
        double[] projection = new double[m * (m + 1) / 2]; // onto what is not spanned; off the diagonal twice
        for (int a = 0; a < m; a++) {
            projection[a * (a + 1) / 2 + a] = 1;
        }
        for (int k = 0; k < m; k++) {
            items[k] = draw(selected, projection, spanned, random);
            subtractSquare(spanned.append(row(items[k], selected)), projection);
        }
        Arrays.sort(items);
        return items;
    }

    private int draw(int[] selected, double[] projection, OrthonormalRows spanned, RandomGenerator random) {
        Node node = root;
        while (node.left != null) {
            double left = weight(node.left, selected, projection);
            double right = weight(node.right, selected, projection);
            node = goesLeft(left, right, random) ? node.left : node.right;
        }
        double[] weights = new double[node.to - node.from];
        for (int i = 0; i < weights.length; i++) {
            double[] row = row(node.from + i, selected);
            double weight = VectorLoops.dot(row, row);
            weights[i] = Math.max(0, spanned.remaining(row, weight, 1e-15 * weight));
        }
        return node.from + GramSchmidt.draw(weights, random);
    }

    /** The choice at a node; apart from the rest so that the tests can make a wrong one. */
    boolean goesLeft(double left, double right, RandomGenerator random) {
        return random.nextDouble() * (left + right) < left;
    }

    private static double weight(Node node, int[] selected, double[] projection) {
        double sum = 0;
        for (int a = 0, at = 0; a < selected.length; a++) {
            int row = selected[a] * (selected[a] + 1) / 2;
            for (int b = 0; b <= a; b++, at++) {
                sum += projection[at] * node.sum[row + selected[b]];
            }
        }
        return Math.max(0, sum);
    }

    private static void subtractSquare(double[] direction, double[] projection) {
        for (int a = 0, at = 0; a < direction.length; a++) {
            for (int b = 0; b < a; b++, at++) {
                projection[at] -= 2 * direction[a] * direction[b];
            }
            projection[at++] -= direction[a] * direction[a];
        }
    }

    private double[] row(int item, int[] selected) {
        double[] row = new double[selected.length];
        for (int a = 0; a < row.length; a++) {
            row[a] = spectrum.vector(item, selected[a]);
        }
        return row;
    }
}
