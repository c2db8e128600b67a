package io.gramian.kde.internal.selection;

import io.gramian.kde.internal.selection.UnivariateRule.Found;

/** h = factor min(standard deviation, interquartile range / 1.34) n^(-1/5), n the effective size. */
public record NormalReference(double factor) implements UnivariateRule.Search {
    @Override
    public Found find(String name, UnivariateSample x) {
        Spread spread = Spread.of(x, 1.34);
        double h = factor * spread.value() * Math.pow(x.effectiveSize(), -0.2);
        return new Found(h, Double.NaN, false, 0, spread.warnings());
    }
}
