package io.gramian.dpp;

/**
 * An exact algorithm that draws from a finite determinantal point process; all have the same law. N items, rank r, k items
 * drawn, D features.
 */
public enum SamplingMethod {
    /**
     * Eigenvectors are chosen by coins, then items one by one from the exact conditional law by Gram-Schmidt. O(N k^2)
     * operations a draw after an eigendecomposition (Hough, Krishnapur, Peres and Virag, 2006).
     */
    GRAM_SCHMIDT,
    /**
     * The same, with items proposed by their weight in the chosen eigenvectors and rejected where earlier items span
     * them. O(r + k^3 log k) operations a draw and, for finding a proposal by bisection, O(k log k log N). An eigenvector
     * costs N operations when it is first chosen, for a table of the cumulative squares of its entries that is kept: N r
     * numbers in the end, as many as the eigenvectors themselves (Barthelme, Tremblay and Amblard, 2023; there an alias
     * table). The one method by which a backend may draw batches itself, of 64 subsets and more, where it can ({@link
     * io.gramian.core.backend.Backend#projectionSampler}).
     */
    REJECTION,
    /**
     * Items are kept or left one after another along a triangular factorisation, without an eigendecomposition. From L:
     * N^3 / 3 operations once and O(N k^2) a draw; from K: N^3 / 3 a draw (Poulson, 2019).
     */
    CHOLESKY,
    /**
     * As Gram-Schmidt, with the items found along a binary tree of sums. O(N r^2) operations once and O(k^3 log(N / r))
     * a draw (Gillenwater, Kulesza, Mariet and Vassilvitskii, 2019).
     */
    TREE,
    /**
     * Items are kept or left one after another with an r x r matrix as memory: O(N r^2) operations a draw, O(r^2) memory
     * (Han, Gartrell, Dohmatob and Karbasi, 2022).
     */
    LINEAR
}
