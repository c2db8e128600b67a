/**
 * The theory of kernel density estimates in many dimensions (Biroli and Mezard, 2024): where an estimate is an average
 * over many points, where its fluctuations are heavy-tailed, and where a few nearest points make it up.
 *
 * <p>For n = exp(alpha d) points, d large, the contributions to the estimate at a query have a heavy tail of index m,
 * the stable index. {@link io.gramian.kde.regime.GaussianRegimes} and {@link io.gramian.kde.regime.ProductRegimes} give
 * its thresholds as d grows, {@link io.gramian.kde.regime.FiniteRegimes} at finite n and d, {@link
 * io.gramian.kde.regime.HillEstimator} from data. {@link io.gramian.kde.regime.StableLaw} and {@link
 * io.gramian.kde.regime.PoissonDirichlet} are the laws that sums and shares then follow.
 */
package io.gramian.kde.regime;
