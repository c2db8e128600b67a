package io.gramian.gpu;

/**
 * Where kernels run. What is asked for runs in the order it was asked for, maybe later; reading a buffer waits for it.
 *
 * <p>A GPU is one, and so is the host, on which tests run the same source.
 */
interface Device {
    /** The most blocks along the second axis of a launch. */
    int MOST_DOWN = 65_535;

    /** What it is, for people. */
    String description();

    /** How many blocks run side by side, about. */
    int multiprocessors();

    /** How many bytes could be taken now, about. */
    long freeBytes();

    /** Waits until all that was asked for is done. */
    void await();

    /**
     * Returns memory, its contents whatever they are.
     *
     * @throws IllegalArgumentException if there is not so much; says how much there is
     */
    Buffer allocate(long bytes);

    /**
     * Returns source text compiled for this device.
     *
     * @throws IllegalStateException if it does not compile; with the compiler's log
     */
    Program compile(String source);

    /**
     * Runs a kernel.
     *
     * @param program where it is
     * @param kernel its name
     * @param blocks along the first axis
     * @param blocksDown along the second axis, at most {@link #MOST_DOWN}
     * @param threads in a block
     * @param arguments of the kernel: a {@link Buffer} or null for a pointer, an {@link Integer}, {@link Long} or
     *     {@link Double} for a number, a {@code long[]} for a struct of eight-byte members
     */
    void launch(Program program, String kernel, long blocks, int blocksDown, int threads, Object... arguments);

    /** The libraries for matrices of one precision. */
    Routines routines(io.gramian.core.Precision precision);

    /**
     * Returns the libraries for matrices in single precision, with products on tensor cores: of the factors of a product of
     * matrices the ten leading binary places behind the point count (TF32), sums are in single precision.
     */
    Routines tensorRoutines();

    /**
     * Returns transforms of several real grids at a time.
     *
     * @param precision of the numbers
     * @param shape of a grid, one to three axes
     * @param count of grids
     */
    Transform transform(io.gramian.core.Precision precision, int[] shape, int count);

    /**
     * Fourier transforms of real grids that lie one after the other, row-major. Spectra are complex numbers, interleaved,
     * of which the last axis has the first length / 2 + 1; nothing is divided.
     */
    interface Transform extends AutoCloseable {
        /** spectra = transforms of grids. */
        void forward(Buffer grids, Buffer spectra);

        /** grids = transforms back, times the number of positions; spoils the spectra. */
        void inverse(Buffer spectra, Buffer grids);

        @Override
        void close();
    }

    /** Compiled source. */
    interface Program {}
}
