package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A reference case of leverage scores and landmarks; its provenance is in case.json beside its files. */
record SelectionReference(String folder, Kernel kernel) {
    static final List<SelectionReference> ALL = List.of(
            new SelectionReference("leverage_clusters", Kernel.gaussian(2)),
            new SelectionReference("leverage_letter_m32", Kernel.matern32(3)));

    Points points() {
        return Points.of(matrix("data.csv"));
    }

    double[][] matrix(String name) {
        return numbers(lines(name), 0);
    }

    /** A column of a file with a header. */
    double[] column(String name, String column) {
        List<String> lines = lines(name);
        int index = List.of(lines.get(0).split(",")).indexOf(column);
        return Arrays.stream(numbers(lines, 1)).mapToDouble(row -> row[index]).toArray();
    }

    List<String> header(String name) {
        return List.of(lines(name).get(0).split(","));
    }

    /** Landmark list of the given number, without its repeats. */
    Landmarks landmarks(int list) {
        double[][] rows = matrix("landmarks_" + list + ".csv");
        Points x = points();
        int[] indices = Arrays.stream(rows).mapToInt(row -> (int) row[0]).toArray();
        double[] weights = Arrays.stream(rows).mapToDouble(row -> row[1]).toArray();
        double[] scores = new double[indices.length];
        return new Landmarks(x, indices, weights, scores, Double.NaN, 0, List.of());
    }

    private static double[][] numbers(List<String> lines, int header) {
        return lines.stream()
                .skip(header)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private List<String> lines(String name) {
        String path = "/reference/" + folder + "/" + name;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(SelectionReference.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder;
    }
}
