package io.gramian.dpp.continuous;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads the reference tables. */
final class Csv {
    private Csv() {}

    static List<String[]> table(String path) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Csv.class.getResourceAsStream("/reference/" + path), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split(","))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static double[][] numbers(String path, int header) {
        return table(path).stream()
                .skip(header)
                .map(line ->
                        Arrays.stream(line).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
    }

    static double[] column(String path) {
        return Arrays.stream(numbers(path, 0)).mapToDouble(row -> row[0]).toArray();
    }
}
