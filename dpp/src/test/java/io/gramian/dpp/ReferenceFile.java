package io.gramian.dpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A CSV file of a reference case; its provenance is in case.json beside it. */
record ReferenceFile(String path) {
    /** Returns the numbers of a file without a header. */
    double[][] matrix() {
        return numbers(lines(), 0);
    }

    /** Returns the numbers of a file of one column, or one row, without a header. */
    double[] vector() {
        return Arrays.stream(matrix()).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Returns the numbers below the header. */
    double[][] table() {
        return numbers(lines(), 1);
    }

    private static double[][] numbers(List<String> lines, int header) {
        return lines.stream()
                .skip(header)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private List<String> lines() {
        String resource = "/reference/" + path;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(ReferenceFile.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
