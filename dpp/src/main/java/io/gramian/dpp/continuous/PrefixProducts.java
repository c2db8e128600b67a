package io.gramian.dpp.continuous;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Products a_{i_1} b_{i_2} ... over a set of multi-indices, from left to right, where what indices have in common at their
 * beginning is multiplied once: for large sets less than two multiplications each, not d.
 */
final class PrefixProducts {
    private final int[][] parents; // [coordinate][prefix that ends there]: the prefix before
    private final int[][] places; // [coordinate][prefix]: its last index

    private PrefixProducts(int[][] parents, int[]... places) {
        this.parents = parents;
        this.places = places;
    }

    /** Of at least one multi-index; the prefixes of full length are the indices in their order. */
    static PrefixProducts of(int[]... indices) {
        int dimension = indices[0].length;
        int[][] parents = new int[dimension][];
        int[][] places = new int[dimension][];
        int[] prefixes = new int[indices.length]; // of each index, up to the coordinate
        for (int c = 0; c < dimension; c++) {
            boolean isLast = c == dimension - 1;
            Map<Long, Integer> found = new HashMap<>();
            int[] parent = new int[indices.length];
            int[] place = new int[indices.length];
            int count = 0;
            for (int i = 0; i < indices.length; i++) {
                Integer known = isLast ? null : found.putIfAbsent((long) prefixes[i] << 32 | indices[i][c], count);
                if (known == null) {
                    parent[count] = prefixes[i];
                    place[count] = indices[i][c];
                }
                prefixes[i] = known == null ? count++ : known;
            }
            parents[c] = Arrays.copyOf(parent, count);
            places[c] = Arrays.copyOf(place, count);
        }
        return new PrefixProducts(parents, places);
    }

    /** Writes the products of the factors of each coordinate. */
    void evaluate(double[][] factors, double... values) {
        double[] before = {1};
        for (int c = 0; c < factors.length; c++) {
            int[] parent = parents[c];
            int[] place = places[c];
            double[] factor = factors[c];
            double[] products = c == factors.length - 1 ? values : new double[parent.length];
            for (int i = 0; i < parent.length; i++) {
                products[i] = before[parent[i]] * factor[place[i]];
            }
            before = products;
        }
    }
}
