package io.gramian.kde;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Reads the expected values under {@code src/test/resources/reference}; their provenance is in case.json there. */
public final class Reference {
    private final String folder;

    public Reference(String folder) {
        this.folder = folder;
    }

    /** A file without header. */
    public double[][] matrix(String name) {
        return numbers(lines(name), 0);
    }

    public double[] vector(String name) {
        return Arrays.stream(matrix(name)).mapToDouble(row -> row[0]).toArray();
    }

    /** A column of a file with a header. */
    public double[] column(String name, String column) {
        List<String> lines = lines(name);
        int index = List.of(lines.get(0).split(",")).indexOf(column);
        return Arrays.stream(numbers(lines, 1)).mapToDouble(row -> row[index]).toArray();
    }

    /** A value of a file of names and values. */
    public double named(String name, String key) {
        return lines(name).stream()
                .filter(line -> line.startsWith(key + ","))
                .mapToDouble(line -> Double.parseDouble(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** A parameter of case.json that is a number. */
    public double parameter(String key) {
        String json = String.join("\n", lines("case.json"));
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile("\"" + key + "\": ([-0-9.eE]+)").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException(folder + " has no parameter " + key);
        }
        return Double.parseDouble(matcher.group(1));
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
                new InputStreamReader(Reference.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
