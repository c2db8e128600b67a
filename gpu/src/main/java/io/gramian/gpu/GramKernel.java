package io.gramian.gpu;

/** The kernels that walk over a Gram matrix, each in the source that is compiled when one of its kernels is asked for. */
enum GramKernel {
    /** Weighted sums of one side. */
    ONE_SUM("sums1", "sums.cu", "mergeSums", 1),
    /** Weighted sums of four sides. */
    FOUR_SUMS("sums4", "sums.cu", "mergeSums", 4),
    /** Sums of powers of two, about their largest exponents. */
    LOG_SUMS("logSums", "powers.cu", "mergePowers", 2),
    /** The same with sums of squares and of exponents. */
    STATISTICS("statistics", "powers.cu", "mergePowers", 4),
    /** Values. */
    FILL("fill", "values.cu", null, 0),
    /** Shares of sums of powers of two. */
    FILL_SHARES("fillShares", "values.cu", null, 0);

    private final String kernel;
    private final String source;
    private final String merge;
    private final int numbers;

    GramKernel(String kernel, String source, String merge, int numbers) {
        this.kernel = kernel;
        this.source = source;
        this.merge = merge;
        this.numbers = numbers;
    }

    /** The name in the source. */
    String kernel() {
        return kernel;
    }

    /** The resource. */
    String source() {
        return source;
    }

    /** The kernel that puts together what parts of the columns have found; null where nothing is summed. */
    String merge() {
        return merge;
    }

    /** How many numbers it leaves for a row. */
    int numbers() {
        return numbers;
    }
}
