package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import io.gramian.dpp.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The random spanning tree of a connected weighted graph: a tree has a probability in proportion to the product of the
 * weights of its edges; uniform for equal weights. Its edges are a projection determinantal process whose marginal kernel
 * is the transfer current
 *
 * <pre>
 * T_ef = sqrt(c_e c_f) b_e' L^+ b_f,   b_e = 1_head - 1_tail,   L = sum_e c_e b_e b_e'.
 * </pre>
 *
 * <p>Drawn by Wilson's algorithm, loop-erased random walks to the tree that is there: its time is the mean hitting time of a
 * vertex, no linear algebra. Parallel edges are allowed; loops never belong to a tree.
 *
 * <p>Source: D. B. Wilson, Generating random spanning trees more quickly than the cover time (1996); R. Burton, R. Pemantle,
 * Local characteristics, entropy and limit theorems for spanning trees (1993).
 */
public final class UniformSpanningTree {
    private final int vertices;
    private final int[][] edges;
    private final double[] weights;
    private final int[][] incident; // [vertex]: its edges, loops left out
    private final Atoms[] steps; // [vertex]: which of them a walk takes; null without edges

    private UniformSpanningTree(int vertices, int[][] edges, double[] weights) {
        this.vertices = vertices;
        this.edges = edges;
        this.weights = weights;
        this.incident = incident(vertices, edges);
        this.steps = new Atoms[vertices];
        for (int v = 0; v < vertices; v++) {
            if (incident[v].length > 0) {
                steps[v] = new Atoms(
                        Arrays.stream(incident[v]).mapToDouble(e -> weights[e]).toArray());
            }
        }
    }

    /**
     * Returns the tree of a graph with equal weights.
     *
     * @param vertices the number of vertices, named from 0
     * @param edges pairs of vertices; copied
     * @return the law of a random subset of the edges
     * @throws IllegalArgumentException if an edge is no pair of vertices, or the graph is not connected
     */
    public static UniformSpanningTree of(int vertices, int[][] edges) {
        double[] weights = new double[edges.length];
        Arrays.fill(weights, 1);
        return of(vertices, edges, weights);
    }

    /**
     * Returns the tree of a weighted graph.
     *
     * @param vertices the number of vertices, named from 0
     * @param edges pairs of vertices; copied
     * @param weights the conductances, one positive number an edge; copied
     * @return the law of a random subset of the edges
     * @throws IllegalArgumentException if an edge is no pair of vertices, a weight is not positive, or the graph is not
     *     connected; the message names a vertex out of reach
     */
    public static UniformSpanningTree of(int vertices, int[][] edges, double... weights) {
        Checks.atLeast("number of vertices", 1, vertices);
        if (weights.length != edges.length) {
            throw new IllegalArgumentException(
                    "weights: expected " + edges.length + ", one for each edge, found " + weights.length);
        }
        int[][] copies = new int[edges.length][];
        for (int e = 0; e < edges.length; e++) {
            copies[e] = edges[e].clone();
            if (copies[e].length != 2) {
                throw new IllegalArgumentException("edge " + e + ": expected two vertices, found " + copies[e].length);
            }
            for (int vertex : copies[e]) {
                Checks.between("edge " + e, 0, vertices - 1, vertex);
            }
            Checks.positive("weight " + e, weights[e]);
        }
        UniformSpanningTree tree = new UniformSpanningTree(vertices, copies, weights.clone());
        tree.checkConnected();
        return tree;
    }

    private static int[][] incident(int vertices, int[][] edges) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int v = 0; v < vertices; v++) {
            lists.add(new ArrayList<>());
        }
        for (int e = 0; e < edges.length; e++) {
            if (edges[e][0] != edges[e][1]) {
                lists.get(edges[e][0]).add(e);
                lists.get(edges[e][1]).add(e);
            }
        }
        return lists.stream()
                .map(list -> list.stream().mapToInt(e -> e).toArray())
                .toArray(int[][]::new);
    }

    private void checkConnected() {
        boolean[] reached = new boolean[vertices];
        int[] stack = new int[vertices];
        int size = 1;
        reached[0] = true;
        while (size > 0) {
            int v = stack[--size];
            for (int e : incident[v]) {
                int next = other(e, v);
                if (!reached[next]) {
                    reached[next] = true;
                    stack[size++] = next;
                }
            }
        }
        for (int v = 0; v < vertices; v++) {
            if (!reached[v]) {
                throw new IllegalArgumentException(
                        "graph: expected connected, but no path leads from vertex 0 to vertex " + v);
            }
        }
    }

    private int other(int edge, int vertex) {
        return edges[edge][0] == vertex ? edges[edge][1] : edges[edge][0];
    }

    /**
     * Returns the number of vertices.
     *
     * @return at least 1; a tree has one edge less
     */
    public int vertices() {
        return vertices;
    }

    /**
     * Returns a random spanning tree.
     *
     * @param random where the draws come from
     * @return the places of its edges in the given list, ascending; empty for one vertex
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[] sample(RandomGenerator random) {
        boolean[] inTree = new boolean[vertices];
        int[] leaves = new int[vertices]; // the edge by which the walk last left a vertex
        int[] tree = new int[vertices - 1];
        int size = 0;
        inTree[0] = true;
        for (int start = 1; start < vertices; start++) {
            walk(start, inTree, leaves, random);
            // Following the last exits erases the loops.
            for (int v = start; !inTree[v]; v = other(leaves[v], v)) {
                inTree[v] = true;
                tree[size++] = leaves[v];
            }
        }
        Arrays.sort(tree);
        return tree;
    }

    /**
     * Returns independent trees, drawn in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param random gives one long, which with a tree's place determines it
     * @return so many trees
     * @throws IllegalArgumentException if the count is negative
     */
    public List<int[]> samples(int count, RandomGenerator random) {
        return KeyedDraws.of(count, Runtime.getRuntime().availableProcessors(), random, this::sample);
    }

    private void walk(int start, boolean[] inTree, int[] leaves, RandomGenerator random) {
        int taken = 0;
        for (int v = start; !inTree[v]; v = other(leaves[v], v)) {
            leaves[v] = incident[v][steps[v].draw(random)];
            if ((++taken & 0xffff) == 0) {
                Checks.checkInterrupted("drawing a spanning tree");
            }
        }
    }

    /**
     * Returns the transfer-current matrix, the marginal kernel of the edges: a set of edges is in the tree with the
     * probability of its principal minor. O(v^3 + E^2 v) for E edges.
     *
     * @return E x E, a projection of rank v - 1
     * @throws NumericalException if the weights differ by so much that the Laplacian is singular to rounding
     */
    public double[][] marginal() {
        double[][] solutions = solutions();
        double[][] kernel = new double[edges.length][edges.length];
        for (int e = 0; e < edges.length; e++) {
            for (int f = 0; f <= e; f++) {
                kernel[e][f] = Residual.dot(solutions[e], solutions[f]);
                kernel[f][e] = kernel[e][f];
            }
        }
        return kernel;
    }

    /**
     * Returns the logarithm of the sum over all spanning trees of the products of their weights: of their number, for
     * weights of one. By the matrix-tree theorem, O(v^3).
     *
     * @return a finite number; 0 for one vertex
     * @throws NumericalException if the weights differ by so much that the Laplacian is singular to rounding
     */
    public double logTotal() {
        double sum = 0;
        double[][] factor = factor();
        for (int v = 0; v < factor.length; v++) {
            sum += 2 * Math.log(factor[v][v]);
        }
        return sum;
    }

    /**
     * Returns the logarithm of the probability of a set of edges.
     *
     * @param tree places of edges
     * @return negative infinity where they are no spanning tree
     * @throws IllegalArgumentException if there is no such edge
     */
    public double logProbability(int... tree) {
        int[] root = new int[vertices];
        Arrays.setAll(root, v -> v);
        double sum = 0;
        for (int edge : tree) {
            Checks.between("edge", 0, edges.length - 1, edge);
            int first = find(root, edges[edge][0]);
            int second = find(root, edges[edge][1]);
            if (first == second) {
                return Double.NEGATIVE_INFINITY;
            }
            root[first] = second;
            sum += Math.log(weights[edge]);
        }
        return tree.length == vertices - 1 ? sum - logTotal() : Double.NEGATIVE_INFINITY;
    }

    private static int find(int[] root, int vertex) {
        int v = vertex;
        while (root[v] != v) {
            v = root[v];
        }
        return v;
    }

    /** Returns the Cholesky factor of the Laplacian without vertex 0. */
    private double[][] factor() {
        if (vertices == 1) {
            return new double[0][0];
        }
        double[][] laplacian = new double[vertices - 1][vertices - 1];
        for (int e = 0; e < edges.length; e++) {
            int head = edges[e][0] - 1;
            int tail = edges[e][1] - 1;
            if (head == tail) {
                continue;
            }
            if (head >= 0) {
                laplacian[head][head] += weights[e];
            }
            if (tail >= 0) {
                laplacian[tail][tail] += weights[e];
            }
            if (head >= 0 && tail >= 0) {
                laplacian[head][tail] -= weights[e];
                laplacian[tail][head] -= weights[e];
            }
        }
        return TriangularFactor.of(laplacian);
    }

    /** Returns sqrt(c_e) C^-1 b_e for each edge, with L = C C' without vertex 0. */
    private double[][] solutions() {
        double[][] factor = factor();
        double[][] solutions = new double[edges.length][vertices - 1];
        for (int e = 0; e < edges.length; e++) {
            double[] solution = solutions[e];
            for (int end = 0; end < 2; end++) {
                if (edges[e][end] > 0) {
                    solution[edges[e][end] - 1] += (1 - 2 * end) * Math.sqrt(weights[e]);
                }
            }
            for (int i = 0; i < solution.length; i++) {
                double sum = solution[i];
                for (int j = 0; j < i; j++) {
                    sum -= factor[i][j] * solution[j];
                }
                solution[i] = sum / factor[i][i];
            }
        }
        return solutions;
    }

    /** Returns the numbers of vertices and edges. */
    @Override
    public String toString() {
        return "UniformSpanningTree[" + vertices + " vertices, " + edges.length + " edges]";
    }
}
