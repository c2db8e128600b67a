package io.gramian.core.internal.cpu;

import io.gramian.core.NumericalException;

/**
 * Small tridiagonal matrices by the QL iteration with implicit shifts (Martin and Wilkinson, 1968; Dubrulle, 1970), its
 * rotations applied to the rows of a matrix.
 */
final class ImplicitQl {
    /** Far more sweeps for an eigenvalue than the one or two it takes. */
    private static final int SWEEPS = 60;

    private final double[] diagonal;
    private final double[] offDiagonal;
    private final double[] vectors;
    private final int stride;

    /** For parts of one matrix, whose vectors are rows {@code stride} numbers apart. */
    ImplicitQl(double[] diagonal, double[] offDiagonal, double[] vectors, int stride) {
        this.diagonal = diagonal;
        this.offDiagonal = offDiagonal;
        this.vectors = vectors;
        this.stride = stride;
    }

    /**
     * Overwrites the diagonal of a part, whose largest entry is about one, with its eigenvalues, in no order, and its
     * square of vectors, zero before, with the eigenvectors as rows.
     */
    void solve(int begin, int end) {
        for (int i = begin; i < end; i++) {
            vectors[i * stride + i] = 1;
        }
        for (int first = begin; first < end; first++) {
            int sweeps = 0;
            for (int last = unreduced(first, end); last > first; last = unreduced(first, end)) {
                if (sweeps++ == SWEEPS) {
                    throw new NumericalException("the eigenvalues of rows " + begin + " to " + (end - 1)
                            + " of a tridiagonal matrix did not converge");
                }
                if (last == first + 1) {
                    diagonalise(first, begin, end);
                } else {
                    sweep(first, last, begin, end);
                }
            }
        }
    }

    /** The last row that is coupled to the first, row by row. */
    private int unreduced(int first, int end) {
        int last = first;
        while (last < end - 1 && !isNothing(last)) {
            last++;
        }
        return last;
    }

    private boolean isNothing(int i) {
        double beside = Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1]);
        return Math.abs(offDiagonal[i]) <= Math.max(0x1p-53 * beside, TridiagonalEigen.NOTHING);
    }

    /** Solves two rows that are coupled to each other alone, by the rotation of Jacobi (1846). */
    private void diagonalise(int i, int begin, int end) {
        double off = offDiagonal[i];
        double cotangent = (diagonal[i + 1] - diagonal[i]) / (2 * off); // of twice the angle
        double tangent = Math.copySign(1 / (Math.abs(cotangent) + Math.hypot(1, cotangent)), cotangent);
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        diagonal[i] -= tangent * off;
        diagonal[i + 1] += tangent * off;
        offDiagonal[i] = 0;
        rotate(i, tangent * cosine, cosine, begin, end);
    }

    /** The eigenvalue of the leading 2 x 2 matrix that is nearer to its first entry (Wilkinson's shift). */
    private double shift(int first) {
        double off = offDiagonal[first];
        double half = (diagonal[first + 1] - diagonal[first]) / 2;
        return diagonal[first] - off * (off / (half + Math.copySign(Math.hypot(half, off), half)));
    }

    /** One step of QL, as rotations of neighbouring rows from the last to the first. */
    private void sweep(int first, int last, int begin, int end) {
        double bulge = diagonal[last] - shift(first); // what the next rotation starts from, and what it is to remove
        double sine = 1;
        double cosine = 1;
        double moved = 0;
        for (int i = last - 1; i >= first; i--) {
            double removed = sine * offDiagonal[i];
            double kept = cosine * offDiagonal[i];
            double length = Math.hypot(removed, bulge);
            offDiagonal[i + 1] = length;
            if (length == 0) { // the matrix has come apart here
                diagonal[i + 1] -= moved;
                offDiagonal[last] = 0;
                return;
            }
            sine = removed / length;
            cosine = bulge / length;
            double rest = diagonal[i + 1] - moved;
            double turned = (diagonal[i] - rest) * sine + 2 * cosine * kept;
            moved = sine * turned;
            diagonal[i + 1] = rest + moved;
            bulge = cosine * turned - kept;
            rotate(i, sine, cosine, begin, end);
        }
        diagonal[first] -= moved;
        offDiagonal[first] = bulge;
        offDiagonal[last] = 0;
    }

    private void rotate(int i, double sine, double cosine, int begin, int end) {
        int upper = i * stride;
        int lower = upper + stride;
        for (int j = begin; j < end; j++) {
            double x = vectors[upper + j];
            double y = vectors[lower + j];
            vectors[lower + j] = sine * x + cosine * y;
            vectors[upper + j] = cosine * x - sine * y;
        }
    }
}
