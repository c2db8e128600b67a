package io.gramian.gpu;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;

/**
 * Announces the backend {@code cuda-tf32}: {@code cuda} in single precision with the products of Gram matrices on tensor
 * cores, several times as fast and a thousand times as coarse. It must be asked for by name; none is chosen that way.
 *
 * <p>Tensor cores see eleven bits of a factor (TF32), one part in 2048, and add in single precision. Two kinds of products are
 * made so:
 *
 * <ul>
 *   <li>inner products of points with 32 coordinates and more. Coordinates, about the centre of the columns where a function is
 *       one of distances, are rounded to eleven bits before, and so is what their norms are of: a distance is that of the rounded
 *       points, however small it is, and off by at most (|x| + |y|) / 2048, where |x| is measured from the centre. A kernel value
 *       exp(-|x - y|^2 / (2 l^2)) is off by a factor of some exp(|x - y| (|x| + |y|) / (2048 l^2)) at most; errors of many
 *       coordinates cancel. An inner product is off by |x| |y| / 1023 at most.
 *   <li>products of a Gram matrix with matrices of more than four columns: K V with an error of at most |K| |V| / 512, entry
 *       by entry.
 * </ul>
 *
 * <p>On 1,797 images of digits (64 coordinates, l = 5) log-densities err by 0.0003 at most and 0.00002 on average, on
 * {@code cuda} in single precision by 0.00001 at most; had the tensor cores cut the coordinates themselves, by 0.07 and 0.03.
 *
 * <p>Matrices that are kept ({@code matrix()}, {@code dense()}, blocks and columns), neighbours, forms that are no inner
 * products, points of fewer coordinates, linear algebra and filter banks are as exact as on {@code cuda}; so is double precision.
 */
public final class CudaTf32Provider implements BackendProvider {
    static final String NAME = "cuda-tf32";

    private final CudaProvider cuda = new CudaProvider();

    /** Made by the service loader. */
    public CudaTf32Provider() {}

    @Override
    public String name() {
        return NAME;
    }

    /** Returns less than any backend that is always usable has. */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability probe() {
        return cuda.probe();
    }

    @Override
    public Backend open() {
        return cuda.openTf32();
    }
}
