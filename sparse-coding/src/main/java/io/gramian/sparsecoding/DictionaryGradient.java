package io.gramian.sparsecoding;

import java.util.Arrays;

/** Gradients and energies of atoms under given codes, in space, coefficient by coefficient. */
final class DictionaryGradient {
    private DictionaryGradient() {}

    /**
     * Adds the gradient of 1/2 |W (D x - s)|^2 in the atoms, g_m[c, p] = sum_n x_m[n] r[c, n + p], circular. O(k L).
     *
     * @param dictionary for the shapes of the atoms
     * @param code x
     * @param residual r = W^2 (D x - s)
     * @param gradient an array for each atom, channel after channel
     */
    static void add(Dictionary dictionary, CoefficientMaps code, double[] residual, double[][] gradient) {
        int[] grid = Shapes.three(code.shape());
        int channels = dictionary.channels();
        int places = residual.length / channels;
        for (int i = 0; i < code.count(); i++) {
            int m = code.atom(i);
            int[] size = Shapes.three(dictionary.atom(m).shape());
            for (int c = 0; c < channels; c++) {
                correlate(code.value(i), code.position(i), residual, c * places, grid, gradient[m], c, size);
            }
        }
    }

    /** One coefficient's part in one channel. Whole lines at a time where the atom does not wrap around. */
    private static void correlate(
            double value, int position, double[] residual, int from, int[] grid, double[] gradient, int c, int[] size) {
        int column = position % grid[2];
        int at = c * size[0] * size[1] * size[2];
        for (int p = 0; p < size[0]; p++) {
            int plane = (position / grid[2] / grid[1] + p) % grid[0];
            for (int r = 0; r < size[1]; r++) {
                int row = (position / grid[2] % grid[1] + r) % grid[1];
                int line = from + (plane * grid[1] + row) * grid[2];
                int whole = Math.min(size[2], grid[2] - column);
                for (int q = 0; q < whole; q++) {
                    gradient[at + q] += value * residual[line + column + q];
                }
                for (int q = whole; q < size[2]; q++) {
                    gradient[at + q] += value * residual[line + column + q - grid[2]];
                }
                at += size[2];
            }
        }
    }

    /** An array of zeros for each atom. */
    static double[][] zeros(Dictionary dictionary) {
        return dictionary.atoms().stream()
                .map(atom -> new double[atom.view().length])
                .toArray(double[][]::new);
    }

    /** The dictionary of these atoms, of the shapes of another. */
    static Dictionary dictionary(double[][] atoms, Dictionary like) {
        Signal[] signals = new Signal[atoms.length];
        Arrays.setAll(
                signals, m -> Signal.of(atoms[m], like.channels(), like.atom(m).shape()));
        return Dictionary.of(signals);
    }

    /** Adds what every atom explains of a signal, |d_m * x_m|^2. */
    static void addEnergies(Dictionary dictionary, CoefficientMaps code, double[] energies) {
        int[] indices = code.indices();
        for (int m = 0; m < dictionary.size(); m++) {
            int atom = m;
            int[] own = java.util.stream.IntStream.range(0, indices.length)
                    .filter(i -> indices[i] % dictionary.size() == atom)
                    .toArray();
            if (own.length > 0) {
                CoefficientMaps alone = CoefficientMaps.of(
                        code.shape(),
                        1,
                        Arrays.stream(own).map(code::position).toArray(),
                        new int[own.length],
                        Arrays.stream(own).mapToDouble(code::value).toArray());
                double norm = dictionary.select(m).synthesise(alone).norm();
                energies[m] += norm * norm;
            }
        }
    }
}
