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
     * @param scratch its lines 1 and, if the number of stages is odd, 2 are overwritten
     */
    <A> void transform(MapLoops<A> loops, Lines<A> line, Scratch<A> scratch, int width) {
        Lines<A> one = scratch.lines(1, width);
        Lines<A> two = scratch.lines(2, width);
        Lines<A> from = line;
        for (int i = 0; i < stages.size(); i++) {
            boolean landsHere = (stages.size() - i) % 2 == 1; // every other stage, the last among them
            Lines<A> to = !landsHere ? one : i > 0 ? line : two;
            loops.radix(stages.get(i), from, to, width);
            from = to;
        }
        if (stages.size() == 1) {
            loops.copy(two.re(), two.reAt(), two.step(), line.re(), line.reAt(), line.step(), length, width);
            loops.copy(two.im(), two.imAt(), two.step(), line.im(), line.imAt(), line.step(), length, width);
        }
    }
}
