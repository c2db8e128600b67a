package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.ZMatrixRMaj;

/**
 * A complex Hermitian kernel in terms of the real one of twice the size, as {@link HermitianSpectra} makes it: every eigenvalue
 * is there twice, item i is the rows i and i + N, and conditions on items are conditions on both their rows.
 */
final class HermitianKernel implements ProcessKernel<HermitianDpp> {
    private final Spectrum paired;
    private final Backend backend;
    private final Lazy<SubsetSampler> sampler =
            new Lazy<>(() -> sampler(EigenvectorSelection.coins(probabilities()), SamplingMethod.GRAM_SCHMIDT));

    HermitianKernel(Spectrum paired, Backend backend) {
        this.paired = paired;
        this.backend = backend;
    }

    /** Returns the kernel of a real spectrum that is no longer, or not yet, in pairs. */
    private HermitianKernel ofReal(Spectrum real) {
        return new HermitianKernel(HermitianSpectra.paired(real), backend);
    }

    @Override
    public HermitianDpp process(int... names) {
        return new HermitianDpp(this, names);
    }

    @Override
    public HermitianKernel withBackend(Backend other) {
        return new HermitianKernel(paired, FiniteKernel.exact(other));
    }

    private int[] rows(int... items) {
        return IntStream.concat(Arrays.stream(items), Arrays.stream(items).map(i -> i + size()))
                .toArray();
    }

    private static double[] everySecond(double... values) {
        return IntStream.range(0, values.length / 2)
                .mapToDouble(j -> values[2 * j])
                .toArray();
    }

    /** Returns U diag(weights) U*, with a weight for each eigenvector from the spectrum. */
    ZMatrixRMaj dense(Function<Spectrum, double[]> weights) {
        int n = size();
        double[] real = paired.dense(weights.apply(paired), backend);
        ZMatrixRMaj matrix = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                matrix.set(i, j, real[i * 2 * n + j], i == j ? 0 : real[(n + i) * 2 * n + j]);
            }
        }
        return matrix;
    }

    @Override
    public int size() {
        return paired.size() / 2;
    }

    @Override
    public int rank() {
        return paired.rank() / 2;
    }

    @Override
    public int certain() {
        return paired.certain() / 2;
    }

    @Override
    public double[] odds() {
        return everySecond(paired.odds());
    }

    private double[] probabilities() {
        return everySecond(paired.probabilities());
    }

    @Override
    public double[] finiteLogarithms() {
        return everySecond(paired.finiteLogarithms());
    }

    @Override
    public double logMinor(int... subset) {
        return paired.logMinor(rows(subset)) / 2;
    }

    @Override
    public double logProbability(int... subset) {
        return logMinor(subset) - paired.logNormaliser() / 2;
    }

    @Override
    public double logJointProbability(int... subset) {
        return paired.logJointProbability(rows(subset)) / 2;
    }

    @Override
    public double[] inclusionProbabilities() {
        return diagonal(probabilities());
    }

    @Override
    public double[] diagonal(double... weights) {
        double[] doubled = new double[2 * weights.length];
        Arrays.setAll(doubled, j -> weights[j / 2]);
        return Arrays.copyOf(paired.diagonal(doubled), size());
    }

    @Override
    public HermitianKernel scaled(double alpha) {
        return new HermitianKernel(paired.times(alpha), backend);
    }

    @Override
    public HermitianKernel thinned(double p) {
        return new HermitianKernel(Conditioning.thinned(paired, p), backend);
    }

    @Override
    public HermitianKernel complement() {
        return ofReal(Conditioning.complement(paired));
    }

    @Override
    public Optional<HermitianKernel> including(int[] in, int[] rest) {
        return Conditioning.including(paired, rows(in), rows(rest), backend).map(this::ofReal);
    }

    @Override
    public Optional<HermitianKernel> excluding(int[] out, int[] rest) {
        return Conditioning.excluding(paired, rows(out), rows(rest), backend).map(this::ofReal);
    }

    @Override
    public HermitianKernel restricted(int... kept) {
        return ofReal(Conditioning.restricted(paired, rows(kept), backend));
    }

    @Override
    public SubsetSampler sampler() {
        return sampler.value();
    }

    @Override
    public SubsetSampler sampler(EigenvectorSelection selection, SamplingMethod method) {
        if (method != SamplingMethod.GRAM_SCHMIDT) {
            throw new IllegalArgumentException(
                    "method: expected GRAM_SCHMIDT, the one for complex kernels, found " + method);
        }
        HermitianGramSchmidt step = new HermitianGramSchmidt(paired);
        return random -> step.sample(selection.select(random), random);
    }

    @Override
    public SubsetSampler fastestSampler(EigenvectorSelection selection, double count) {
        return sampler(selection, SamplingMethod.GRAM_SCHMIDT);
    }

    @Override
    public int threads() {
        return backend.threads();
    }
}
