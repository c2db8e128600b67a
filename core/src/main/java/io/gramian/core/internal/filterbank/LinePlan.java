package io.gramian.core.internal.filterbank;

import java.util.ArrayList;
import java.util.List;

/**
 * A plan for Fourier transforms of one length along an axis, of many lines side by side: mixed radix 4, 2, 3, 5 and any
 * other prime p at p operations a point, in Stockham's order, which needs no permutation. Immutable.
 */
final class LinePlan {
    private final int length;
    private final List<Stage> stages = new ArrayList<>();

    LinePlan(int length) {
        this.length = length;
        int rest = length;
        for (int radix = 4; rest > 1; radix = next(radix)) {
            for (; rest % radix == 0; rest /= radix) {
                stages.add(new Stage(radix, rest / radix, length / rest));
            }
        }
    }

    private static int next(int radix) {
        return radix == 4 ? 2 : radix == 2 ? 3 : radix + 2;
    }

    int length() {
        return length;
    }

    /**
     * Transforms in place, unscaled; the inverse is that of {@link Lines#swapped}.
     *
     * @param one scratch for the length, contiguous
     * @param two more of it
     */
    <A> void transform(MapLoops<A> loops, Lines<A> line, Lines<A> one, Lines<A> two, int width) {
        Lines<A> from = line;
        for (int i = 0; i < stages.size(); i++) {
            boolean isLast = i == stages.size() - 1;
            Lines<A> to = isLast && i > 0 ? line : from == one ? two : one;
            loops.radix(stages.get(i), from, to, width);
            from = to;
        }
        if (from != line) {
            loops.copy(from.re(), from.reAt(), from.step(), line.re(), line.reAt(), line.step(), length, width);
            loops.copy(from.im(), from.imAt(), from.step(), line.im(), line.imAt(), line.step(), length, width);
        }
    }
}
