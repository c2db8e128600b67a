package io.gramian.sparsecoding;

/** In which form ADMM's residuals are balanced and reported; when it stops does not depend on it. */
public enum ResidualConvention {
    /** |x - y| / max(|x|, |y|) and |y - y_previous| / |u|. */
    RELATIVE,
    /** |x - y| and rho |y - y_previous|. */
    ABSOLUTE
}
