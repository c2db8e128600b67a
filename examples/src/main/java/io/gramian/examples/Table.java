package io.gramian.examples;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.gramian.core.Points;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns of numbers from a CSV file with a header line; what is wrong in the file is said by place. */
final class Table {
    private final String file;
    private final List<String> header;
    private final List<String> names;
    private final int[] fields; // where in a record each chosen column stands
    private double[] cells = new double[1024]; // row-major
    private int rows;

    private Table(String file, List<String> header, List<String> names) {
        this.file = file;
        this.header = header;
        this.names = names;
        this.fields = names.stream().mapToInt(this::fieldOf).toArray();
    }

    /**
     * Reads a file.
     *
     * @param path a CSV file
     * @param choose the names of the wanted columns from those of the header
     * @return the wanted columns
     * @throws UserError if it cannot be read, or a wanted cell is not a finite number
     */
    static Table read(Path path, UnaryOperator<List<String>> choose) {
        if (!Files.exists(path)) {
            throw new UserError(path + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new UserError(path + ": is a folder, expected a CSV file");
        }
        if (!Files.isReadable(path)) {
            throw new UserError(path + ": is not readable; its permissions forbid it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return read(path.toString(), in, choose);
        } catch (IOException e) {
            throw new UserError(path + ": cannot be read: " + e.getMessage());
        }
    }

    static Table read(String file, InputStream in, UnaryOperator<List<String>> choose) throws IOException {
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .detectBomHeader(true)
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(in, StandardCharsets.UTF_8)) {
            Table table = null;
            long emptyLine = 0;
            for (CsvRecord record : records) {
                boolean empty =
                        record.getFieldCount() == 1 && record.getField(0).isBlank();
                if (table == null) {
                    List<String> header = header(file, record, empty);
                    table = new Table(file, header, choose.apply(header));
                } else if (emptyLine > 0 && !empty) {
                    throw new UserError(file + ", line " + emptyLine + ": is empty; only the end may be");
                } else if (!empty) {
                    table.add(record);
                } else if (emptyLine == 0) {
                    emptyLine = record.getStartingLineNumber();
                }
            }
            return checked(file, table);
        } catch (CsvParseException e) {
            throw new UserError(
                    file + ": is not well-formed CSV: " + (e.getCause() == null ? e : e.getCause()).getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    List<String> names() {
        return names;
    }

    int rows() {
        return rows;
    }

    /** Returns one of the wanted columns. */
    double[] column(String name) {
        int k = names.indexOf(name);
        double[] column = new double[rows];
        for (int i = 0; i < rows; i++) {
            column[i] = cells[i * names.size() + k];
        }
        return column;
    }

    /** Returns some of the wanted columns as points. */
    Points points(List<String> columns) {
        int[] places = columns.stream().mapToInt(names::indexOf).toArray();
        double[] values = new double[rows * places.length];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < places.length; k++) {
                values[i * places.length + k] = cells[i * names.size() + places[k]];
            }
        }
        return Points.ofRowMajor(values, places.length);
    }

    /** Says where a cell stands, with its row counted from one below the header. */
    String place(int row, String column) {
        return file + ", row " + (row + 1) + ", column '" + column + "'";
    }

    private static List<String> header(String file, CsvRecord record, boolean empty) {
        if (empty) {
            throw new UserError(file + ": line 1 is empty; expected a header line with column names");
        }
        List<String> header = record.getFields().stream().map(String::trim).toList();
        for (int k = 0; k < header.size(); k++) {
            if (header.indexOf(header.get(k)) < k) {
                throw new UserError(file + ": the header line names column '" + header.get(k) + "' twice");
            }
        }
        if (isData(header)) {
            throw new UserError(file + ": the first line holds the numbers " + shortened(header)
                    + "; expected a header line with column names");
        }
        return header;
    }

    private static Table checked(String file, Table table) {
        if (table == null) {
            throw new UserError(file + ": is empty; expected a header line with column names, then rows");
        }
        if (table.rows == 0) {
            throw new UserError(file + ": has a header line but no rows");
        }
        return table;
    }

    private int fieldOf(String name) {
        int field = header.indexOf(name);
        if (field < 0) {
            throw new UserError(file + ": has no column '" + name + "'; its columns are " + shortened(header));
        }
        return field;
    }

    private void add(CsvRecord record) {
        if (record.getFieldCount() != header.size()) {
            throw new UserError(file + ", row " + (rows + 1) + " (line " + record.getStartingLineNumber() + "): has "
                    + record.getFieldCount() + " fields, expected " + header.size() + " as in the header line");
        }
        int at = rows * fields.length;
        if (at + fields.length > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(2 * cells.length, at + fields.length));
        }
        for (int k = 0; k < fields.length; k++) {
            cells[at + k] = number(record, k);
        }
        rows++;
    }

    private double number(CsvRecord record, int k) {
        String text = record.getField(fields[k]).trim();
        String where = file + ", row " + (rows + 1) + " (line " + record.getStartingLineNumber() + "), column '"
                + names.get(k) + "': ";
        if (text.isEmpty()) {
            throw new UserError(where + "the cell is empty; expected a number");
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UserError(where + "expected a number, found '" + text + "'; --columns chooses columns");
        }
        if ("dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) { // Java's suffixes are not numbers elsewhere
            throw new UserError(where + "expected a number, found '" + text + "'");
        }
        if (!Double.isFinite(value)) {
            throw new UserError(where + "expected a finite number, found '" + text + "'");
        }
        return value;
    }

    /** Whether a first line is data; columns that are simply numbered 0, 1, ... or 1, 2, ... are a header. */
    private static boolean isData(List<String> header) {
        boolean numbered = true;
        for (int k = 0; k < header.size(); k++) {
            if (!header.get(k).matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
                return false;
            }
            numbered &=
                    header.get(k).equals(Integer.toString(k)) || header.get(k).equals(Integer.toString(k + 1));
        }
        return !numbered;
    }

    private static String shortened(List<String> names) {
        int shown = Math.min(names.size(), 12);
        String list = "'" + String.join("', '", names.subList(0, shown)) + "'";
        return shown < names.size() ? list + " and " + (names.size() - shown) + " more" : list;
    }

    /** Returns a choice of the named columns, or of all but one when no names are given. */
    static UnaryOperator<List<String>> choice(List<String> columns, String except) {
        if (columns != null && new HashSet<>(columns).size() < columns.size()) {
            throw new UserError("--columns: names a column twice: " + String.join(",", columns));
        }
        return header -> {
            List<String> chosen = new ArrayList<>(columns != null ? columns : header);
            if (columns == null) {
                chosen.remove(except);
            }
            if (chosen.isEmpty()) {
                throw new UserError("no column is left beside the weights '" + except + "'");
            }
            return chosen;
        };
    }
}
