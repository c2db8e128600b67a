package io.gramian.sparsecoding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A folder of reference values; their provenance is in case.json beside them. */
record Reference(String folder) {
    double[][] table(String name) {
        return numbers(lines(name));
    }

    Signal image(String name) {
        return Signal.image(table(name));
    }

    /** The numbers of a file, row after row. */
    double[] numbers(String name) {
        return Arrays.stream(table(name)).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The values of a file with the header name,value. */
    Map<String, Double> named(String name) {
        return lines(name).stream()
                .skip(1)
                .map(line -> line.split(","))
                .collect(Collectors.toMap(cells -> cells[0], cells -> Double.valueOf(cells[1])));
    }

    /** The only row under a header. */
    double[] row(String name) {
        return numbers(lines(name).subList(1, 2))[0];
    }

    /** All rows under a header. */
    double[][] rows(String name) {
        List<String> lines = lines(name);
        return numbers(lines.subList(1, lines.size()));
    }

    private static double[][] numbers(List<String> lines) {
        return lines.stream()
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    private List<String> lines(String name) {
        String path = "/reference/" + folder + "/" + name;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Reference.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
