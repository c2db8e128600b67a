package io.gramian.dpp.continuous;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Products phi_i(x) = phi_{i_1}(x_1) ... phi_{i_d}(x_d) of univariate functions, for the multi-indices i of a set,
 * orthonormal for the product of the univariate measures. The axes may differ.
 *
 * <pre>{@code
 * TensorBasis basis = TensorBasis.of(PolynomialBasis.legendre(6), IndexSet.totalDegree(2, 5));
 * }</pre>
 *
 * <p>A draw from the optimal measure takes one function at random, then its coordinates are independent: the cost is that
 * of d univariate draws, whatever the size. In one dimension the set chooses functions of a basis.
 */
public final class TensorBasis implements OrthonormalBasis {
    private final UnivariateBasis[] axes;
    private final int[][] indices;
    private final PrefixProducts products;

    private TensorBasis(UnivariateBasis[] axes, int[][] indices) {
        this.axes = axes;
        this.indices = indices;
        this.products = PrefixProducts.of(indices);
    }

    /**
     * Returns the products with the same basis on every axis.
     *
     * @param axis the univariate basis
     * @param set the multi-indices
     * @return m = set.size() functions on R^d, d = set.dimension()
     * @throws IllegalArgumentException if an index is not below the axis' size
     */
    public static TensorBasis of(UnivariateBasis axis, IndexSet set) {
        UnivariateBasis[] axes = new UnivariateBasis[set.dimension()];
        Arrays.fill(axes, axis);
        return of(set, axes);
    }

    /**
     * Returns the products with a basis of its own on every axis.
     *
     * @param set the multi-indices
     * @param axes d univariate bases
     * @return m = set.size() functions on R^d, d = set.dimension()
     * @throws IllegalArgumentException if there are not d axes, or an index is not below its axis' size
     */
    public static TensorBasis of(IndexSet set, UnivariateBasis... axes) {
        if (axes.length != set.dimension()) {
            throw new IllegalArgumentException(
                    "axes: expected " + set.dimension() + ", the dimension of the index set, found " + axes.length);
        }
        int[][] indices = set.toArray();
        for (int[] index : indices) {
            for (int c = 0; c < index.length; c++) {
                if (index[c] >= axes[c].size()) {
                    throw new IllegalArgumentException("index " + Arrays.toString(index) + ": axis " + c
                            + " has functions 0 to " + (axes[c].size() - 1) + " only");
                }
            }
        }
        return new TensorBasis(axes.clone(), indices);
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int dimension() {
        return axes.length;
    }

    /**
     * Returns one axis.
     *
     * @param coordinate 0 to d - 1
     * @return its basis
     */
    public UnivariateBasis axis(int coordinate) {
        return axes[coordinate];
    }

    /**
     * Returns the indices of the products.
     *
     * @return m multi-indices
     */
    public IndexSet indices() {
        return IndexSet.of(indices);
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        Coordinates.check(dimension(), x);
        double[][] factors = new double[axes.length][];
        double[] point = new double[1];
        for (int c = 0; c < axes.length; c++) {
            factors[c] = new double[axes[c].size()];
            point[0] = x[c];
            axes[c].evaluate(point, factors[c]);
        }
        products.evaluate(factors, values);
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        double[] x = new double[axes.length];
        for (int c = 0; c < x.length; c++) {
            x[c] = axes[c].sampleReference(random)[0];
        }
        return x;
    }

    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        int[] index = indices[random.nextInt(indices.length)];
        double[] x = new double[axes.length];
        for (int c = 0; c < x.length; c++) {
            x[c] = axes[c].sampleSquare(index[c], random);
        }
        return x;
    }

    /** Returns the axes and the number of products. */
    @Override
    public String toString() {
        return "TensorBasis[" + indices.length + " products of " + Arrays.toString(axes) + "]";
    }
}
