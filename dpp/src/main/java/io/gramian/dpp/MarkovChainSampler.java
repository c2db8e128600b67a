package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.ChainMoves.Kind;
import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Markov chains with a determinantal law for their limit, for what is too large for an exact sampler: a step sees k entries of
 * L and costs O(k^2), L is never formed, no eigenvalue is needed. A draw is approximate: nearer to the law the longer the chain
 * runs before it, and not independent of the draws near it.
 *
 * <ul>
 *   <li>{@link #withSize}: subsets of k items, one replaced at a time; P(S) ~ det L_S, |S| = k. From the start S_0 it is within eps
 *       after O(N k log(1 / (eps P(S_0)))) steps.
 *   <li>{@link #withAddDelete}, {@link #withAddExchangeDelete}: subsets of any size, P(S) ~ det L_S. The latter, the default, mixes better
 *       where the kernel all but fixes the size.
 *   <li>{@link #ofSpan}: bases of a projection process, P(S) ~ det(U_S)^2, by exchanges.
 * </ul>
 *
 * <p>Chains of free size start at the empty set, others at a greedily chosen subset of
 * high probability. Ratios are Schur complements, so
 * nothing underflows whatever k is.
 *
 * <pre>{@code
 * int[] diverse = MarkovChainSampler.ofLikelihood(kernel, points).withSize(50).withBurnIn(100_000).sample(random);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: N. Anari, S. Oveis Gharan, A. Rezaei, Monte Carlo Markov chain algorithms for sampling
 * strongly Rayleigh distributions and determinantal point processes (2016); C. Li, S. Jegelka, S. Sra, Fast mixing Markov
 * chains for strongly Rayleigh measures, DPPs, and constrained sampling (2016).
 */
public final class MarkovChainSampler {
    private static final int DEFAULT_BURN_IN = 10_000;
    private static final int DEFAULT_THINNING = 1_000;

    // Among how many items the chain's start is chosen.
    private static final int LEAST_POOL = 1_000;
    private static final int POOL_FACTOR = 20;

    /** What the chains run on: entries of L, opened for each run, or a span; null where it is the other. */
    private record Source(Supplier<LikelihoodEntries> entries, DMatrixRMaj span, int size, int threads) {
        MarkovChainSampler chain(ChainMoves moves, int count) {
            return new MarkovChainSampler(this, moves, count, DEFAULT_BURN_IN, DEFAULT_THINNING, Progress.NONE);
        }
    }

    private final Source source;
    private final ChainMoves moves;
    private final int count; // of items, where exchanges alone are made
    private final int burnIn;
    private final int thinning;
    private final Progress progress;

    private MarkovChainSampler(
            Source source, ChainMoves moves, int count, int burnIn, int thinning, Progress progress) {
        this.source = source;
        this.moves = moves;
        this.count = count;
        this.burnIn = burnIn;
        this.thinning = thinning;
        this.progress = progress;
    }

    private static MarkovChainSampler of(Supplier<LikelihoodEntries> entries, int size, Backend backend) {
        return new Source(entries, null, size, backend.threads()).chain(ChainMoves.ADD_EXCHANGE_DELETE, 0);
    }

    /**
     * Returns the chain of a likelihood kernel.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite; copied
     * @return a chain by additions, exchanges and deletions
     * @throws IllegalArgumentException if L is not symmetric or not finite
     */
    public static MarkovChainSampler ofLikelihood(DMatrixRMaj likelihood) {
        LikelihoodEntries stored = LikelihoodEntries.of(likelihood);
        return of(() -> stored, stored.size(), Backends.auto());
    }

    /**
     * Returns the chain of a likelihood kernel.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite; copied
     * @return a chain by additions, exchanges and deletions
     * @throws IllegalArgumentException if L is not symmetric or not finite
     */
    public static MarkovChainSampler ofLikelihood(double[]... likelihood) {
        return ofLikelihood(CheckedMatrix.of("L", likelihood));
    }

    /**
     * Returns the chain of the likelihood kernel k(x_i, x_j), computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param x N points
     * @return a chain by additions, exchanges and deletions
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static MarkovChainSampler ofLikelihood(Kernel kernel, Points x) {
        return ofLikelihood(kernel, x, Backends.auto());
    }

    /**
     * Returns the chain of the likelihood kernel k(x_i, x_j).
     *
     * @param kernel positive semi-definite
     * @param x N points
     * @param backend where kernel values are computed; its threads run independent chains
     * @return a chain by additions, exchanges and deletions
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static MarkovChainSampler ofLikelihood(Kernel kernel, Points x, Backend backend) {
        Supplier<LikelihoodEntries> evaluated = () -> LikelihoodEntries.of(kernel, x, backend);
        evaluated.get().close(); // what is wrong shows here
        return of(evaluated, x.size(), backend);
    }

    /**
     * Returns the chain of the likelihood kernel B B'.
     *
     * @param features B, N x D; copied
     * @return a chain by additions, exchanges and deletions
     * @throws IllegalArgumentException if an entry is not finite
     */
    public static MarkovChainSampler ofFeatures(DMatrixRMaj features) {
        LikelihoodEntries stored = LikelihoodEntries.ofFeatures(features);
        return of(() -> stored, stored.size(), Backends.auto());
    }

    /**
     * Returns the chain of the projection process of a span, P(S) proportional to det(U_S)^2, by basis exchanges.
     *
     * @param span U, N x k of rank k; copied
     * @return a chain on subsets of k items
     * @throws IllegalArgumentException if an entry is not finite
     */
    public static MarkovChainSampler ofSpan(DMatrixRMaj span) {
        DMatrixRMaj copy = CheckedMatrix.of("span", span);
        int k = Checks.between("columns of the span", 1, copy.numRows, copy.numCols);
        return new Source(null, copy, copy.numRows, Backends.auto().threads()).chain(ChainMoves.EXCHANGE, k);
    }

    /**
     * Returns this chain on subsets of k items, by exchanges: the k-DPP.
     *
     * @param k 0 to N; of 0 the empty set
     * @return a chain
     * @throws IllegalArgumentException if k is out of range, or is not the number of columns of a span
     */
    public MarkovChainSampler withSize(int k) {
        Checks.between("size", 0, source.size, k);
        if (source.span != null && k != count) {
            throw new IllegalArgumentException(
                    "size: a span of " + count + " columns has bases of " + count + " rows, found " + k);
        }
        return with(ChainMoves.EXCHANGE, k);
    }

    /**
     * Returns this chain on subsets of any size, by additions and deletions.
     *
     * @return a chain
     * @throws IllegalArgumentException if this is the chain of a span
     */
    public MarkovChainSampler withAddDelete() {
        return with(ChainMoves.ADD_DELETE, 0);
    }

    /**
     * Returns this chain on subsets of any size, by additions, exchanges and deletions.
     *
     * @return a chain
     * @throws IllegalArgumentException if this is the chain of a span
     */
    public MarkovChainSampler withAddExchangeDelete() {
        return with(ChainMoves.ADD_EXCHANGE_DELETE, 0);
    }

    private MarkovChainSampler with(ChainMoves newMoves, int newCount) {
        if (source.span != null && newMoves != ChainMoves.EXCHANGE) {
            throw new IllegalArgumentException(
                    "moves: a projection process has subsets of " + count + " items only, which are exchanged");
        }
        return new MarkovChainSampler(source, newMoves, newCount, burnIn, thinning, progress);
    }

    /**
     * Returns this chain running longer or shorter before the first draw.
     *
     * @param steps at least 0; 10,000 by default
     * @return a chain
     * @throws IllegalArgumentException if the number is negative
     */
    public MarkovChainSampler withBurnIn(int steps) {
        return new MarkovChainSampler(source, moves, count, Checks.atLeast("burn-in", 0, steps), thinning, progress);
    }

    /**
     * Returns this chain with other distances between draws.
     *
     * @param steps at least 1; 1,000 by default
     * @return a chain
     * @throws IllegalArgumentException if the number is below 1
     */
    public MarkovChainSampler withThinning(int steps) {
        return new MarkovChainSampler(source, moves, count, burnIn, Checks.atLeast("thinning", 1, steps), progress);
    }

    /**
     * Returns this chain reporting draws.
     *
     * @param newProgress hears how far the work has come
     * @return a chain
     */
    public MarkovChainSampler withProgress(Progress newProgress) {
        return new MarkovChainSampler(
                source, moves, count, burnIn, thinning, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the subset where a new chain is after the burn-in.
     *
     * @param random the source of randomness
     * @return distinct items, ascending
     * @throws IllegalArgumentException as {@link #run}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[] sample(RandomGenerator random) {
        return run(1, random).subset(0);
    }

    /**
     * Returns independent subsets, each that of a chain of its own after the burn-in; the chains run in parallel by the threads
     * of the backend, and the result does not depend on their number.
     *
     * @param chains the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return as many subsets, each ascending
     * @throws IllegalArgumentException if the number is negative, or as {@link #run}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[][] samples(int chains, RandomGenerator random) {
        MarkovChainSampler silent = withProgress(Progress.NONE);
        AtomicInteger done = new AtomicInteger();
        return Parallel.draws(chains, random, source.threads, new int[Math.max(0, chains)][], own -> {
            int[] subset = silent.sample(own);
            synchronized (done) {
                progress.update("chains", done.incrementAndGet(), chains);
            }
            return subset;
        });
    }

    /**
     * Returns subsets of one chain, the first after the burn-in, the others after as many steps as the thinning says each.
     *
     * @param draws at least 1
     * @param random the source of randomness
     * @return as many subsets, dependent on each other where the thinning is short
     * @throws IllegalArgumentException if draws is below 1, or k exceeds the numerical rank of L; says the rank
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public ChainSamples run(int draws, RandomGenerator random) {
        Checks.atLeast("draws", 1, draws);
        if (source.span != null) {
            int[] start = start(LikelihoodEntries.ofFeatures(source.span), random);
            return run(new SpanState(source.span, start), draws, random);
        }
        try (LikelihoodEntries opened = source.entries.get()) {
            return run(new LikelihoodState(opened, start(opened, random)), draws, random);
        }
    }

    /** Greedy among a sample of the items, of all of them where the sample does not span k dimensions. */
    private int[] start(LikelihoodEntries opened, RandomGenerator random) {
        if (moves != ChainMoves.EXCHANGE) {
            return new int[0];
        }
        int pool = Math.max(LEAST_POOL, POOL_FACTOR * count);
        if (pool < source.size) {
            int[] some = random.ints(0, source.size).distinct().limit(pool).toArray();
            int[] places =
                    GreedyMap.ofSize(count).select(opened.restrictedTo(some)).items();
            if (places.length == count) {
                return Arrays.stream(places).map(p -> some[p]).toArray();
            }
        }
        int[] greedy = GreedyMap.ofSize(count).select(opened).items();
        if (greedy.length < count) {
            throw new IllegalArgumentException(
                    "size: expected at most the numerical rank of the kernel, " + greedy.length + ", found " + count);
        }
        return greedy;
    }

    private ChainSamples run(ChainState state, int draws, RandomGenerator random) {
        int[][] subsets = new int[draws][];
        long accepted = 0;
        long steps = 0;
        for (int t = 0; t < draws; t++) {
            int run = t == 0 ? burnIn : thinning;
            for (int s = 0; s < run; s++) {
                accepted += step(state, random) ? 1 : 0;
                if ((++steps & 1023) == 0) {
                    Checks.checkInterrupted("running a Markov chain");
                }
            }
            int[] subset = new int[state.count()];
            Arrays.setAll(subset, state::item);
            Arrays.sort(subset);
            subsets[t] = subset;
            progress.update("draws", t + 1, draws);
        }
        return new ChainSamples(subsets, (double) accepted / steps);
    }

    private boolean step(ChainState state, RandomGenerator random) {
        int n = state.count();
        double left = random.nextDouble();
        for (Kind kind : Kind.values()) {
            left -= moves.chance(kind, n, source.size);
            if (left < 0) {
                int place = kind == Kind.ADD ? -1 : random.nextInt(n);
                int item = kind == Kind.DELETE ? -1 : outside(state, random);
                double acceptance = moves.acceptance(kind, n, source.size, state.ratio(kind, place, item));
                boolean accepted = random.nextDouble() < acceptance;
                if (accepted) {
                    state.apply(kind, place, item);
                }
                return accepted;
            }
        }
        return false;
    }

    private int outside(ChainState state, RandomGenerator random) {
        int item = random.nextInt(source.size);
        while (state.contains(item)) {
            item = random.nextInt(source.size);
        }
        return item;
    }

    /** Returns the moves and the number of items. */
    @Override
    public String toString() {
        return "MarkovChainSampler["
                + moves.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ", " + source.size + " items"
                + (count > 0 ? ", " + count + " at a time" : "") + "]";
    }
}
