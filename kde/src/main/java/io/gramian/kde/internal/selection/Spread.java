package io.gramian.kde.internal.selection;

import java.util.List;

/** The scale of a sample that outliers do not move much, min(standard deviation, interquartile range / divisor). */
record Spread(double value, List<String> warnings) {
    static final String NO_QUARTILES = "the interquartile range is zero, for half of the weight lies on one value;"
            + " the standard deviation was taken instead";

    static Spread of(UnivariateSample x, double divisor) {
        if (x.interquartileRange() > 0) {
            return new Spread(Math.min(x.standardDeviation(), x.interquartileRange() / divisor), List.of());
        }
        return new Spread(x.standardDeviation(), List.of(NO_QUARTILES));
    }
}
