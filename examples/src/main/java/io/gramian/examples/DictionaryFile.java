package io.gramian.examples;

import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Dictionaries of pictures as CSV files: a line for every pixel of every atom, {@code atom,row,column,value}, so that atoms
 * may differ in size; or, to be read only, a column for every square atom and a line for every pixel, row after row.
 */
final class DictionaryFile {
    private static final List<String> LONG = List.of("atom", "row", "column", "value");
    private static final int LARGEST = 4096; // rows or columns of an atom

    private DictionaryFile() {}

    /**
     * Reads a dictionary.
     *
     * @param file as described above
     * @return its atoms, scaled as they are
     * @throws UserError if the file is not of this kind
     */
    static Dictionary read(Path file) {
        Table table = Table.read(file, header -> header.containsAll(LONG) ? LONG : header);
        return table.names().equals(LONG) ? fromLong(table) : fromColumns(table, file);
    }

    private static Dictionary fromColumns(Table table, Path file) {
        int side = (int) Math.round(Math.sqrt(table.rows()));
        if (side * side != table.rows()) {
            throw new UserError(file + ": has " + table.rows() + " rows; expected the columns " + String.join(",", LONG)
                    + ", or a column for every square atom and n x n rows for its pixels");
        }
        List<Signal> atoms = new ArrayList<>();
        for (String name : table.names()) {
            atoms.add(Signal.of(table.column(name), 1, side, side));
        }
        return Dictionary.of(atoms);
    }

    private static Dictionary fromLong(Table table) {
        int[][] places = new int[3][table.rows()];
        for (int k = 0; k < 3; k++) {
            double[] column = table.column(LONG.get(k));
            for (int i = 0; i < column.length; i++) {
                if (column[i] != Math.rint(column[i]) || column[i] < 0 || column[i] >= LARGEST * (k == 0 ? 1e3 : 1)) {
                    throw new UserError(table.place(i, LONG.get(k)) + ": expected an index from 0, found " + column[i]);
                }
                places[k][i] = (int) column[i];
            }
        }
        Map<Integer, List<Integer>> lines = new TreeMap<>();
        for (int i = 0; i < table.rows(); i++) {
            lines.computeIfAbsent(places[0][i], atom -> new ArrayList<>()).add(i);
        }
        double[] values = table.column("value");
        List<Signal> atoms = new ArrayList<>();
        for (List<Integer> atom : lines.values()) {
            atoms.add(atom(table, atom, places, values));
        }
        return Dictionary.of(atoms);
    }

    private static Signal atom(Table table, List<Integer> lines, int[][] places, double[] values) {
        int rows = lines.stream().mapToInt(i -> places[1][i]).max().orElseThrow() + 1;
        int columns = lines.stream().mapToInt(i -> places[2][i]).max().orElseThrow() + 1;
        double[][] atom = new double[rows][columns];
        boolean[] found = new boolean[rows * columns];
        for (int i : lines) {
            int at = places[1][i] * columns + places[2][i];
            if (found[at]) {
                throw new UserError(table.place(i, "atom") + ": atom " + places[0][i] + " has its pixel " + places[1][i]
                        + "," + places[2][i] + " twice");
            }
            found[at] = true;
            atom[places[1][i]][places[2][i]] = values[i];
        }
        if (lines.size() != rows * columns) {
            throw new UserError(table.place(lines.get(0), "atom") + ": atom " + places[0][lines.get(0)] + " has "
                    + lines.size() + " of " + rows + " x " + columns + " pixels; expected all");
        }
        return Signal.image(atom);
    }

    /**
     * Writes a dictionary.
     *
     * @param dictionary of pictures of one channel
     * @param file where to
     * @throws UserError if it cannot be written
     */
    static void write(Dictionary dictionary, Path file) {
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < dictionary.size(); k++) {
            double[][] atom = dictionary.atom(k).toRows();
            for (int i = 0; i < atom.length; i++) {
                for (int j = 0; j < atom[i].length; j++) {
                    lines.add(k + "," + i + "," + j + "," + atom[i][j]);
                }
            }
        }
        OutputFile.write(file, String.join(",", LONG), lines.size(), lines::get);
    }
}
