package io.gramian.dpp.leastsquares;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The numbers of a reference case. */
record ReferenceFiles(String name) {
    List<String> lines(String file) {
        String path = "/reference/" + name + "/" + file;
        try (InputStream in = ReferenceFiles.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double[][] matrix(String file) {
        return numbers(lines(file));
    }

    double[] column(String file) {
        return Arrays.stream(matrix(file)).mapToDouble(row -> row[0]).toArray();
    }

    /** The rows below a header line. */
    double[][] table(String file) {
        List<String> lines = lines(file);
        return numbers(lines.subList(1, lines.size()));
    }

    /** The value of a named row. */
    double value(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key + ","))
                .mapToDouble(line -> Double.parseDouble(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static double[][] numbers(List<String> lines) {
        return lines.stream()
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }
}
