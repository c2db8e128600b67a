package io.gramian.sparsecoding;

/**
 * The correlations c = D^T (s - D x) of all atoms at all places, kept up to date while coefficients change one at a time:
 * c_m[n] -= dx sum_p d_m[p] d_k[p + n - n0] in a window of twice the atoms' size around place n0. O(M (2L - 1)^axes) a
 * change, with the inner products of an atom computed when it is first used.
 */
final class ResidualCorrelations {
    private final SpatialBank bank;
    private final Boundary boundary;
    private final int[] grid;
    private final int[] box;
    private final int atoms;
    private final double[] values; // [place][atom]
    private final double[][] gramRows;

    ResidualCorrelations(SpatialBank bank, Boundary boundary, int[] grid, double[] initial) {
        this.bank = bank;
        this.boundary = boundary;
        this.grid = grid;
        this.box = bank.box();
        this.atoms = bank.atoms();
        this.values = initial;
        this.gramRows = new double[atoms][];
    }

    /** The correlations themselves, atom fastest, for reading only. */
    double[] values() {
        return values;
    }

    /** Raises one coefficient by an amount. */
    void change(int position, int atom, double amount) {
        double[] row = gramRow(atom);
        int column = position % grid[2];
        int line = position / grid[2] % grid[1];
        int plane = position / grid[2] / grid[1];
        int gramAt = 0;
        for (int p = plane - box[0] + 1; p < plane + box[0]; p++) {
            for (int r = line - box[1] + 1; r < line + box[1]; r++) {
                if (isWithin(p, 0) && isWithin(r, 1)) {
                    int start = (Math.floorMod(p, grid[0]) * grid[1] + Math.floorMod(r, grid[1])) * grid[2];
                    changeRun(start, column - box[2] + 1, row, gramAt, -amount);
                }
                gramAt += (2 * box[2] - 1) * atoms;
            }
        }
        if (boundary == Boundary.VALID) {
            clearUnfit(plane, line, column);
        }
    }

    private boolean isWithin(int place, int axis) {
        return boundary == Boundary.CIRCULAR || place >= 0 && place < grid[axis];
    }

    /** One line of the window, in as many pieces as the end of the axis cuts it into. */
    private void changeRun(int start, int from, double[] row, int gramAt, double factor) {
        int end = from + 2 * box[2] - 1;
        if (boundary == Boundary.VALID) {
            int first = Math.max(0, from);
            int count = Math.min(grid[2], end) - first;
            SpatialBank.accumulate(
                    values, (start + first) * atoms, row, gramAt + (first - from) * atoms, factor, count * atoms);
            return;
        }
        int at = from;
        while (at < end) {
            int wrapped = Math.floorMod(at, grid[2]);
            int count = Math.min(end - at, grid[2] - wrapped);
            SpatialBank.accumulate(
                    values, (start + wrapped) * atoms, row, gramAt + (at - from) * atoms, factor, count * atoms);
            at += count;
        }
    }

    private void clearUnfit(int plane, int line, int column) {
        int[] centre = {plane, line, column};
        int[] from = new int[3];
        int[] to = new int[3];
        boolean touches = false;
        for (int axis = 0; axis < 3; axis++) {
            from[axis] = Math.max(0, centre[axis] - box[axis] + 1);
            to[axis] = Math.min(grid[axis], centre[axis] + box[axis]);
            touches |= to[axis] + box[axis] - 1 > grid[axis];
        }
        if (touches) {
            bank.clearUnfit(values, grid, from, to);
        }
    }

    private double[] gramRow(int atom) {
        if (gramRows[atom] == null) {
            gramRows[atom] = bank.gramRow(atom);
        }
        return gramRows[atom];
    }

    /** The inner product of two atoms at two places. */
    double innerProduct(int position, int atom, int otherPosition, int otherAtom) {
        int[] shift = new int[3];
        int rest = position;
        int otherRest = otherPosition;
        for (int axis = 2; axis >= 0; axis--) {
            shift[axis] = rest % grid[axis] - otherRest % grid[axis];
            rest /= grid[axis];
            otherRest /= grid[axis];
        }
        return boundary == Boundary.VALID ? entry(shift, atom, otherAtom) : wrappedSum(shift, atom, otherAtom);
    }

    /** In a circular grid two atoms can meet on both sides. */
    private double wrappedSum(int[] shift, int atom, int otherAtom) {
        double sum = 0;
        int[] turned = new int[3];
        for (int turn = 0; turn < 27; turn++) {
            turned[0] = shift[0] + (turn / 9 - 1) * grid[0];
            turned[1] = shift[1] + (turn / 3 % 3 - 1) * grid[1];
            turned[2] = shift[2] + (turn % 3 - 1) * grid[2];
            sum += entry(turned, atom, otherAtom);
        }
        return sum;
    }

    private double entry(int[] shift, int atom, int otherAtom) {
        int index = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (Math.abs(shift[axis]) >= box[axis]) {
                return 0;
            }
            index = index * (2 * box[axis] - 1) + shift[axis] + box[axis] - 1;
        }
        return gramRow(otherAtom)[index * atoms + atom];
    }
}
