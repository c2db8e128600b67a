package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastSquaresCommandTest {
    private static CommandRun run(String options) {
        return CommandRun.of((Object[]) ("least-squares " + options).trim().split(" +"));
    }

    /** The best errors, relative, are those of an independent computation by Gauss quadrature; six digits. */
    @ParameterizedTest
    @CsvSource({
        "runge,legendre,3,2.007521e-1",
        "runge,legendre,10,6.312036e-3",
        "runge,legendre,40,1.423640e-8",
        "gaussian-bump,hermite,5,1.251961e-2",
        "gaussian-bump,hermite,10,1.179169e-3",
        "gaussian-bump,hermite,40,4.515645e-11"
    })
    void bestErrorsAreThoseOfTheReference(String function, String basis, int degree, double best) {
        int m = degree + 1;
        for (String design : new String[] {"iid", "volume", "repeated-dpp"}) {
            CommandRun run = run("--function " + function + " --basis " + basis + " --degree " + degree + " --design "
                    + design + " --points " + 5 * m + " --seed 3");
            assertEquals(0, run.code(), run.err());
            double found = Double.parseDouble(run.value("best_relative_error"));
            assertEquals(1, found / best, 2e-6);
            double error = Double.parseDouble(run.value("relative_error"));
            assertTrue(error >= found && error < 3 * found, design + " " + error + " of " + found);
            double stability = Double.parseDouble(run.value("stability"));
            assertTrue(stability > 0.05 && stability <= 1, design + " " + stability);
            assertEquals(3, run.out().lines().count());
        }
    }

    /** Of |x| on [-1, 1]: the norm is 1/sqrt(3), and 1/2 + 5/8 P_2 is the best of degree 2, with the error 1/(8 sqrt(3)). */
    @Test
    void otherFunctionsHaveTheirBestErrorsToo() {
        CommandRun kink = run("--function absolute-value --basis legendre --degree 2 --design volume --points 9");
        assertEquals(0.125, Double.parseDouble(kink.value("best_relative_error")), 1e-12);
        CommandRun plane = run("--function franke --basis legendre --degree 4 --design repeated-dpp --points 30");
        assertEquals(0, plane.code(), plane.err());
        double best = Double.parseDouble(plane.value("best_relative_error"));
        assertTrue(best > 0.1 && best < 0.3, "best " + best);
        CommandRun both = run("--function runge --basis hermite --degree 6 --design iid --points 50");
        assertEquals(0, both.code(), both.err());
    }

    @Test
    void seedDeterminesTheOutput() {
        String options = "--function runge --basis legendre --degree 6 --design volume --points 14 --seed ";
        assertEquals(run(options + 1).out(), run(options + 1).out());
        assertTrue(!run(options + 1).out().equals(run(options + 2).out()));
    }

    @Test
    void tooFewPointsAreToldAsAWarning() {
        CommandRun run = run("--function runge --basis legendre --degree 6 --design iid --points 3");
        assertEquals(0, run.code());
        assertTrue(run.err().contains("warning: the points determine 3 of 7 coefficients only"), run.err());
        assertEquals("0.0", run.value("stability"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --function moon --basis legendre --degree 3 --design iid --points 8 | --function: expected one of runge, gaussian-bump, absolute-value, franke, found 'moon'
            --function runge --basis fourier --degree 3 --design iid --points 8 | --basis: expected one of legendre, hermite, found 'fourier'
            --function franke --basis hermite --degree 3 --design iid --points 8 | --basis: the function franke lives on the square; use legendre
            --function runge --basis legendre --degree -1 --design iid --points 8 | --degree: expected from 0 to 199, found -1
            --function runge --basis legendre --degree 3 --design grid --points 8 | --design: expected one of iid, volume, repeated-dpp, found 'grid'
            --function runge --basis legendre --degree 3 --design iid --points 0 | --points: expected from 1 to 1000000, found 0
            --function runge --basis legendre --degree 3 --design volume --points 3 | --points: the design volume wants at least 4 points
            --function runge --basis legendre --degree 3 --design repeated-dpp --points 9 | --points: the design repeated-dpp wants a multiple of 4 points
            --function runge --basis legendre --degree x --design iid --points 9 | 'x'
            --function runge --basis legendre --degree 3 --design iid | --points
            """)
    void badOptionsAreNamed(String options, String message) {
        CommandRun run = run(options);
        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }
}
