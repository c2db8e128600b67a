package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The worst error found of each operation in each precision, and how many were judged. */
final class Measurements {
    private static final Map<String, Map<String, String>> REPORTS = new TreeMap<>(); // by backend, then by title

    private final String title;
    private final String explanation;
    private final String format;
    private final Map<String, Map<Precision, Double>> worst = new TreeMap<>();
    private long count;

    /** The format is that of an error, as {@link String#format} takes it. */
    Measurements(String title, String explanation, String format) {
        this.title = title;
        this.explanation = explanation;
        this.format = format;
    }

    /** Records a ratio and fails if it is not below the limit; so NaN fails. */
    void check(String operation, Precision precision, double ratio, double limit, String where) {
        count++;
        worst.computeIfAbsent(operation, key -> new EnumMap<>(Precision.class)).merge(precision, ratio, Math::max);
        assertTrue(ratio <= limit, () -> operation + ": " + ratio + " exceeds " + limit + " (" + where + ")");
    }

    double worst(String operation, Precision precision) {
        return worst.get(operation).get(precision);
    }

    /** A table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("### " + title + "\n\n" + explanation + " " + count
                + " numbers judged.\n\n| operation | double | float |\n|---|---|---|\n");
        worst.forEach((operation, byPrecision) -> {
            table.append("| ").append(operation);
            for (Precision precision : Precision.values()) {
                Double error = byPrecision.get(precision);
                table.append(" | ").append(error == null ? "-" : String.format(Locale.ROOT, format, error));
            }
            table.append(" |\n");
        });
        return table.toString();
    }

    /** Prints the table, and writes it with the others of this backend where Maven builds. */
    void report(String backend) {
        System.out.println("\n" + backend + "\n\n" + table());
        synchronized (REPORTS) {
            Map<String, String> tables = REPORTS.computeIfAbsent(backend, key -> new TreeMap<>());
            tables.put(title, table());
            Path folder = Path.of("target");
            if (Files.isDirectory(folder)) {
                try {
                    Files.writeString(
                            folder.resolve("conformance-" + backend + ".md"),
                            "## " + backend + "\n\n" + String.join("\n", tables.values()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
