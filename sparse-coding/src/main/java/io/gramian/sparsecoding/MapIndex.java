package io.gramian.sparsecoding;

import io.gramian.core.backend.SparseMaps;
import java.util.Arrays;

/**
 * Which of an operator's maps are the code's: of the filters of every channel the first, the atoms; what follows are
 * impulses of additive masks.
 */
record MapIndex(int atoms, int filters, int channels) {
    int maps() {
        return atoms * channels;
    }

    private int inOperator(int map) {
        return map / atoms * filters + map % atoms;
    }

    double[][] ofCode(double[][] all) {
        double[][] kept = new double[maps()][];
        Arrays.setAll(kept, map -> all[inOperator(map)]);
        return kept;
    }

    double[][] ofOperator(double[][] code) {
        double[][] all = new double[filters * channels][code[0].length];
        for (int map = 0; map < code.length; map++) {
            all[inOperator(map)] = code[map];
        }
        return all;
    }

    CoefficientMaps ofCode(SparseMaps sparse) {
        int count = 0;
        int[] positions = new int[sparse.size()];
        int[] indices = new int[sparse.size()];
        double[] values = new double[sparse.size()];
        for (int i = 0; i < sparse.size(); i++) {
            int filter = sparse.map(i) % filters;
            if (filter < atoms) {
                positions[count] = sparse.position(i);
                indices[count] = sparse.map(i) / filters * atoms + filter;
                values[count++] = sparse.value(i);
            }
        }
        return CoefficientMaps.of(
                sparse.shape(),
                maps(),
                Arrays.copyOf(positions, count),
                Arrays.copyOf(indices, count),
                Arrays.copyOf(values, count));
    }

    SparseMaps ofOperator(CoefficientMaps code) {
        int[] indices = Arrays.stream(code.indices()).map(this::inOperator).toArray();
        return SparseMaps.of(filters * channels, code.shape(), indices, code.positions(), code.values());
    }
}
