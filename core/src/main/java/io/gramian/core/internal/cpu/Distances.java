package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;

/** How exactly squared distances are wanted, which decides whether they may come from inner products. */
enum Distances {
    /** By differences, always: where small distances are wanted themselves. */
    DIRECT(0, 0),
    /** By products where that moves a kernel value by a few roundings at most: matrices that are kept. */
    CLOSE(2e-14, 4e-6),
    /** By products where a sum loses no more than its documented error. */
    SUMMED(4e-12, 1e-4);

    private final double inDouble;
    private final double inFloat;

    Distances(double inDouble, double inFloat) {
        this.inDouble = inDouble;
        this.inFloat = inFloat;
    }

    /** The relative error of a kernel value that distances from products may bring. */
    double tolerance(Precision precision) {
        return precision == Precision.DOUBLE ? inDouble : inFloat;
    }
}
