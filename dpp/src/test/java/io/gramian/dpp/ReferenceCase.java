package io.gramian.dpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Tables of numbers computed elsewhere. */
record ReferenceCase(String name) {
    /** Returns a table; a first line that is no number is a header and left out. */
    double[][] table(String file) {
        String path = "/reference/" + name + "/" + file + ".csv";
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(ReferenceCase.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            List<String> lines = reader.lines().filter(line -> !line.isBlank()).toList();
            boolean isHeaded = Character.isLetter(lines.get(0).strip().charAt(0));
            return lines.stream()
                    .skip(isHeaded ? 1 : 0)
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(ReferenceCase::number)
                            .toArray())
                    .toArray(double[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double[] column(String file) {
        return Arrays.stream(table(file)).flatMapToDouble(Arrays::stream).toArray();
    }

    int[] indices(String file) {
        return Arrays.stream(column(file)).mapToInt(x -> (int) x).toArray();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN; // a name
        }
    }
}
