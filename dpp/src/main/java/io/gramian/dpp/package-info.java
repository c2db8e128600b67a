/**
 * Determinantal point processes on finite sets: diverse subsets, drawn exactly.
 *
 * <p>{@link io.gramian.dpp.FiniteDpp} is the process of a kernel, {@link io.gramian.dpp.FixedSizeDpp} the same given the size
 * of the subset, {@link io.gramian.dpp.HermitianDpp} the process of a complex kernel. Their samplers are exact: whichever
 * {@link io.gramian.dpp.SamplingMethod} is taken, the law is the same.
 *
 * <pre>{@code
 * FiniteDpp dpp = FiniteDpp.ofLikelihood(Kernel.gaussian(0.5), points);
 * double log = dpp.logProbability(dpp.sample(random));
 * FiniteDpp others = dpp.including(0, 7).withExpectedSize(10);
 * int[] chosen = dpp.ofSize(20).sample(random);
 * }</pre>
 *
 * <p>How to choose a kernel: similar items should have large L_ij beside L_ii and L_jj, as a Gaussian kernel of their
 * coordinates gives it; a random matrix of low rank has no such meaning, and no subset larger than its rank. L_ii is the
 * quality of an item: with q_i k(x_i, x_j) q_j those of larger q_i are drawn more often.
 *
 * <p>Beside them: {@link io.gramian.dpp.NonsymmetricDpp} for items that attract each other, {@link
 * io.gramian.dpp.IntermediateSampling} and {@link io.gramian.dpp.MarkovChainSampler} for more points than a matrix holds, {@link
 * io.gramian.dpp.GreedyMap} for a most probable subset, {@link io.gramian.dpp.LikelihoodLearning} for a kernel from subsets that
 * were seen, {@link io.gramian.dpp.VolumeSampling} for rows to fit least squares on, {@link io.gramian.dpp.DppLandmarks} for
 * low-rank approximations.
 */
package io.gramian.dpp;
