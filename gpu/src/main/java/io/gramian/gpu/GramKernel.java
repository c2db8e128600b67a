package io.gramian.gpu;

/** The kernels that walk over a Gram matrix, each in the source that is compiled when one of its kernels is asked for. */
enum GramKernel {
    /** Weighted sums of one side. */
    ONE_SUM("sums1", "sums.cu"),
    /** Weighted sums of four sides. */
    FOUR_SUMS("sums4", "sums.cu"),
    /** Sums of powers of two, about their largest exponents. */
    LOG_SUMS("logSums", "powers.cu"),
    /** The same with sums of squares and of exponents. */
    STATISTICS("statistics", "powers.cu"),
    /** Values. */
    FILL("fill", "values.cu"),
    /** Shares of sums of powers of two. */
    FILL_SHARES("fillShares", "values.cu");

    private final String kernel;
    private final String source;

    GramKernel(String kernel, String source) {
        this.kernel = kernel;
        this.source = source;
    }

    /** The name in the source. */
    String kernel() {
        return kernel;
    }

    /** The resource. */
    String source() {
        return source;
    }
}
