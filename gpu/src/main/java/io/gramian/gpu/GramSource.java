package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.internal.gram.Summary;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Profile;
import io.gramian.core.kernel.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function written out as source text: the list of its distinct forms, and two functions that turn the forms of a pair
 * into the value and its base-2 logarithm.
 *
 * <p>Parameters stay out of the text, so that another bandwidth compiles nothing.
 */
final class GramSource {
    /** Coordinates from which distances come from inner products, at half the arithmetic, where their error allows. */
    private static final int MANY = 16;

    private static final double LOG2_E = 1.4426950408889634;

    /** How exactly squared distances are wanted. */
    enum Distances {
        /** By differences, always: where small distances are wanted themselves. */
        DIRECT,
        /** By products where that moves a kernel value by a few roundings at most: matrices that are kept. */
        CLOSE,
        /** By products where a sum loses no more than its documented error. */
        SUMMED;

        /** The relative error of a kernel value that distances from products may bring. */
        private double tolerance(Precision precision) {
            boolean isDouble = precision == Precision.DOUBLE;
            return this == DIRECT ? 0 : this == CLOSE ? (isDouble ? 2e-14 : 4e-6) : isDouble ? 4e-12 : 1e-4;
        }
    }

    /** A form with the points it is of. */
    record FormOf(String kind, Packing packing, double limit) {
        /** Whether it is an inner product, or made from one. */
        boolean isProduct() {
            return kind.equals("DOT") || kind.equals("COSINE") || kind.equals("SQUARED_BY_DOTS");
        }
    }

    private record Key(Form form, Transform transform, int normPower) {}

    private final Precision precision;
    private final Distances distances;
    private final GramView view;
    private final Map<Key, Integer> indices = new LinkedHashMap<>();
    private final List<FormOf> forms = new ArrayList<>();
    private final List<Double> parameters = new ArrayList<>();
    private final String text;

    GramSource(Expression expression, GramView view, Precision precision, Distances distances) {
        this.view = view;
        this.precision = precision;
        this.distances = distances;
        this.text = text(value(expression), exponent(expression));
    }

    /** Whether values go into sums, and nowhere else. */
    boolean isSummed() {
        return distances == Distances.SUMMED;
    }

    List<FormOf> forms() {
        return forms;
    }

    /** The numbers the text refers to, at least one. */
    long[] parameters() {
        return parameters.isEmpty()
                ? new long[1]
                : parameters.stream().mapToLong(Double::doubleToRawLongBits).toArray();
    }

    String text() {
        return text;
    }

    private String text(String value, String exponent) {
        StringBuilder list = new StringBuilder();
        for (int f = 0; f < forms.size(); f++) {
            list.append(" X(").append(f).append(", ").append(forms.get(f).kind).append(')');
        }
        boolean hasNorms = forms.stream().anyMatch(form -> form.packing.extra() == Packing.Extra.NORM_POWER);
        return "\n#define FORMS " + forms.size() + "\n#define PARAMETERS " + parameters().length
                + "\n#define HAS_NORMS "
                + (hasNorms ? 1 : 0) + "\n#define FOR_FORMS(X)" + list
                + "\n\nDEVICE REAL valueOf(const REAL *t, const REAL *norms, const double *p) {\n    return " + value
                + ";\n}\n\nDEVICE REAL exponentOf(const REAL *t, const REAL *norms, const double *p) {\n    return "
                + exponent + ";\n}\n\n";
    }

    private String value(Expression expression) {
        if (expression instanceof Expression.Leaf leaf) {
            int f = index(leaf);
            String plain = call(leaf, f, "Value");
            return leaf.normPower() == 0 ? plain : "norms[" + f + "] * " + plain;
        } else if (expression instanceof Expression.Scaled scaled) {
            return parameter(scaled.factor()) + " * (" + value(scaled.of()) + ")";
        }
        String left = value(expression.parts().get(0));
        String right = value(expression.parts().get(1));
        return "(" + left + (expression instanceof Expression.Sum ? " + " : ") * (") + right + ")";
    }

    private String exponent(Expression expression) {
        if (expression instanceof Expression.Leaf leaf) {
            int f = index(leaf);
            String plain = call(leaf, f, "Exponent");
            return leaf.normPower() == 0 ? plain : "LOG2(norms[" + f + "]) + " + plain;
        } else if (expression instanceof Expression.Scaled scaled) {
            return parameter(Math.log(scaled.factor()) * LOG2_E) + " + " + exponent(scaled.of());
        }
        String left = exponent(expression.parts().get(0));
        String right = exponent(expression.parts().get(1));
        return expression instanceof Expression.Sum
                ? "addExponents(" + left + ", " + right + ")"
                : "(" + left + ") + (" + right + ")";
    }

    private String call(Expression.Leaf leaf, int f, String what) {
        Profile profile = leaf.profile();
        if (profile instanceof Profile.Identity) {
            return call("identity", what, f);
        } else if (profile instanceof Profile.Exponential p) {
            return call("exponential", what, f, p.rate() * LOG2_E);
        } else if (profile instanceof Profile.RootExponential p) {
            return call("rootExponential", what, f, p.rate() * LOG2_E);
        } else if (profile instanceof Profile.Matern32 p) {
            return call("matern32", what, f, p.rate());
        } else if (profile instanceof Profile.Matern52 p) {
            return call("matern52", what, f, p.rate());
        } else if (profile instanceof Profile.RationalPower p) {
            return call("rationalPower", what, f, p.rate(), p.power());
        } else if (profile instanceof Profile.Polynomial p) {
            return call("polynomial", what, f, p.scale(), p.offset(), p.degree());
        } else if (profile instanceof Profile.HyperbolicTangent p) {
            return call("hyperbolicTangent", what, f, p.scale(), p.offset());
        } else if (profile instanceof Profile.ArcCosine p) {
            return call("arcCosine", what, f, p.order());
        } else if (profile instanceof Profile.CompactPower p) {
            return call("compactPower", what, f, 1 / (p.radius() * p.radius()), p.power());
        } else if (profile instanceof Profile.Triangle p) {
            return call("triangle", what, f, 1 / p.radius());
        }
        return call("cosineArch", what, f, 1 / ((Profile.CosineArch) profile).radius());
    }

    private String call(String name, String what, int f, double... numbers) {
        StringBuilder call =
                new StringBuilder(name).append(what).append("(t[").append(f).append(']');
        for (double number : numbers) {
            call.append(", ").append(parameter(number));
        }
        return call.append(')').toString();
    }

    private String parameter(double number) {
        parameters.add(number);
        return "(REAL)p[" + (parameters.size() - 1) + "]";
    }

    /** The place of a leaf's form among those so far; leaves of the same form of the same points share it. */
    private int index(Expression.Leaf leaf) {
        Key key = new Key(leaf.form(), leaf.transform(), leaf.normPower());
        FormOf form = formOf(leaf);
        Integer known = indices.putIfAbsent(key, forms.size());
        if (known == null) {
            forms.add(form);
            return forms.size() - 1;
        }
        FormOf other = forms.get(known); // the narrower profile decides how exact distances are to be
        if (form.limit < other.limit) {
            forms.set(known, form);
        }
        return known;
    }

    /** Of |x|^2 + |y|^2, in a distance from products: the sum begins with the norms, and grows no smaller than its error. */
    private double roundings(Expression.Leaf leaf) {
        return Math.max(
                8, 2.2 * Math.sqrt(leaf.transform().outputDimension(view.y().dimension())));
    }

    private FormOf formOf(Expression.Leaf leaf) {
        Points y = view.y();
        boolean byDots = false;
        double limit = Double.NEGATIVE_INFINITY;
        double tolerance = distances.tolerance(precision);
        double slope = leaf.profile().logSlope();
        if (leaf.form() == Form.SQUARED_DISTANCE
                && leaf.transform().outputDimension(y.dimension()) >= MANY
                && tolerance > 0
                && slope < Double.POSITIVE_INFINITY
                && view.scales().areNone()) {
            double norm = Summary.of(y, leaf.transform()).largestNorm();
            limit = tolerance / (roundings(leaf) * precision.unitRoundoff() * slope) - norm; // of |x|^2: docs/adr/0004
            byDots = limit > 0;
        }
        boolean centred = leaf.form().isTranslationInvariant() && (byDots || precision == Precision.FLOAT);
        String kind = switch (leaf.form()) {
            case SQUARED_DISTANCE -> byDots ? "SQUARED_BY_DOTS" : "SQUARED";
            case L1_DISTANCE -> "ABSOLUTE";
            case DOT -> "DOT";
            case COSINE -> "COSINE";
            case CHI_SQUARED -> "CHI_SQUARED";
        };
        return new FormOf(kind, Packing.of(leaf, y, centred, byDots), byDots ? limit : Double.NEGATIVE_INFINITY);
    }
}
