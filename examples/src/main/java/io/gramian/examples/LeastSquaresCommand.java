package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.dpp.leastsquares.Design;
import io.gramian.dpp.leastsquares.Designs;
import io.gramian.dpp.leastsquares.WeightedFit;
import io.gramian.dpp.leastsquares.WeightedLeastSquares;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Approximates a known function by weighted least squares at points of a design. */
@Command(
        name = "least-squares",
        mixinStandardHelpOptions = true,
        description = "Approximate a function by weighted least squares in polynomials, at points of a design.")
final class LeastSquaresCommand implements Callable<Integer> {
    private static final int MOST_DEGREE = 199; // what the recurrences are tested to
    private static final int MOST_POINTS = 1_000_000;

    private static final Map<String, Design> DESIGNS = new LinkedHashMap<>();

    static {
        DESIGNS.put("iid", Designs.iid());
        DESIGNS.put("volume", Designs.volumeRescaled());
        DESIGNS.put("repeated-dpp", Designs.repeatedProjection());
    }

    @ParentCommand
    Gramian gramian;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--function",
            required = true,
            paramLabel = "NAME",
            description = "runge, gaussian-bump, absolute-value, or franke on the square")
    String function;

    @Option(
            names = "--basis",
            required = true,
            paramLabel = "NAME",
            description = "legendre, on [-1, 1], or hermite, under the standard normal law")
    String basis;

    @Option(
            names = "--degree",
            required = true,
            paramLabel = "P",
            description = "of the polynomials; in the plane their total degree")
    int degree;

    @Option(
            names = "--design",
            required = true,
            paramLabel = "NAME",
            description = "iid (of the optimal measure), volume or repeated-dpp")
    String design;

    @Option(
            names = "--points",
            required = true,
            paramLabel = "N",
            description = "their number; volume wants as many as there are polynomials, repeated-dpp a multiple")
    int points;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "determines the points (default: ${DEFAULT-VALUE})")
    long seed;

    @Override
    public Integer call() {
        Approximation problem = problem();
        Design law = DESIGNS.get(design);
        if (law == null) {
            throw new UserError(
                    "--design: expected one of " + String.join(", ", DESIGNS.keySet()) + ", found '" + design + "'");
        }
        checkPoints(problem.basis().size());
        Backend backend = gramian.compute.backend();
        spec.commandLine().getErr().println("backend: " + backend);
        Points x = law.sample(problem.basis(), points, new SplittableRandom(seed));
        WeightedFit fit =
                WeightedLeastSquares.in(problem.basis()).withBackend(backend).fit(x, problem.function()::at);
        if (!fit.hasFullRank()) {
            spec.commandLine()
                    .getErr()
                    .println("warning: the points determine " + fit.rank() + " of "
                            + problem.basis().size() + " coefficients only; the fit is the one of least norm");
        }
        PrintWriter out = spec.commandLine().getOut();
        double norm = problem.norm();
        out.println("relative_error=" + problem.error(fit.coefficients()) / norm);
        out.println("best_relative_error=" + problem.bestError() / norm);
        out.println("stability=" + fit.smallestEigenvalue());
        return 0;
    }

    private Approximation problem() {
        TestFunction known = TestFunction.named(function);
        if (!basis.equals("legendre") && !basis.equals("hermite")) {
            throw new UserError("--basis: expected one of legendre, hermite, found '" + basis + "'");
        }
        int most = known.dimension() == 1 ? MOST_DEGREE : 30;
        if (degree < 0 || degree > most) {
            throw new UserError("--degree: expected from 0 to " + most + ", found " + degree);
        }
        if (basis.equals("legendre")) {
            return Approximation.legendre(known, degree);
        }
        if (known.dimension() > 1) {
            throw new UserError("--basis: the function " + function + " lives on the square; use legendre");
        }
        return Approximation.hermite(known, degree);
    }

    private void checkPoints(int functions) {
        if (points < 1 || points > MOST_POINTS) {
            throw new UserError("--points: expected from 1 to " + MOST_POINTS + ", found " + points);
        }
        if (design.equals("volume") && points < functions) {
            throw new UserError("--points: the design volume wants at least " + functions
                    + " points, one for each polynomial, found " + points);
        }
        if (design.equals("repeated-dpp") && points % functions != 0) {
            throw new UserError("--points: the design repeated-dpp wants a multiple of " + functions
                    + " points, the number of polynomials, found " + points);
        }
    }
}
