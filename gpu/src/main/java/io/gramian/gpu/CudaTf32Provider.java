package io.gramian.gpu;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;

/**
 * Announces the backend {@code cuda-tf32}: {@code cuda} in single precision with the products of Gram matrices on tensor
 * cores, several times as fast and a thousand times as coarse. It must be asked for by name; none is chosen that way.
 *
 * <p>Tensor cores see the ten leading binary places behind the point of a factor (TF32), one part in 1024, and add in single
 * precision. Two kinds of products are made so:
 *
 * <ul>
 *   <li>inner products of points with 32 coordinates and more: of <i>x</i> and <i>y</i> with an error of at most |x| |y| /
 *       512, and squared distances from them, about the centre of the columns, with twice that and more. A kernel value
 *       exp(-|x - y|^2 / (2 l^2)) is then off by a factor of at most exp(|x| |y| / (512 l^2)); typical errors
 *       are smaller where a device rounds factors, as those of coordinates cancel. Small distances lose all digits: do not ask for
 *       these.
 *   <li>products of a Gram matrix with matrices of more than four columns: K V with an error of at most |K| |V| / 512, entry
 *       by entry.
 * </ul>
 *
 * <p>On 1,797 images of digits (64 coordinates, l = 5) log-densities err by 0.07 at most and 0.03 on average where factors are cut,
 * the worst that tensor cores may do; on {@code cuda} in single precision by 0.00001.
 *
 * <p>Matrices that are kept ({@code matrix()}, {@code dense()}, blocks and columns), neighbours, forms that are no inner
 * products, points of fewer coordinates, rows far from the centre, linear algebra and filter banks are as exact as on
 * {@code cuda}; so is double precision.
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
