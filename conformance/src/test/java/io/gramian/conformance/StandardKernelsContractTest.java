package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gramian.core.Points;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every standard kernel keeps the contract, and kernels that do not are found out. */
class StandardKernelsContractTest {
    private static final Kernel MINUS_SQUARED_DISTANCE =
            Kernel.of("-r^2", Definiteness.CONDITIONAL, (x, y) -> -Form.SQUARED_DISTANCE.value(x, y));

    private static KernelContract contract(Kernel kernel, Points points) {
        return new KernelContract() {
            @Override
            protected Kernel kernel() {
                return kernel;
            }

            @Override
            protected Points points() {
                return points;
            }

            @Override
            protected double tolerance() { // the angle of nearly parallel points keeps half the digits
                return kernel.equals(Kernel.arcCosine(0)) ? 1e-7 : 1e-12;
            }
        };
    }

    @TestFactory
    List<DynamicTest> everyKernelKeepsTheContract() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int d : new int[] {1, 2, 3, 7, 9}) {
            for (Kernel kernel : StandardKernels.forDimension(d)) {
                tests.add(DynamicTest.dynamicTest(kernel + ", d = " + d, () -> {
                    KernelContract contract = contract(kernel, StandardKernels.points(40, d, 3));
                    contract.valuesAreFiniteAndSymmetric();
                    contract.denseBlockIsThePairwiseValues();
                    contract.diagonalIsTheValueOfAPointWithItself();
                    contract.logarithmIsThatOfTheValue();
                    contract.definitenessIsAsDeclared();
                    contract.describesItself();
                }));
            }
        }
        return tests;
    }

    @Test
    void brokenKernelsAreFoundOut() {
        Points points = StandardKernels.points(20, 2, 4);
        Kernel oneSided = Kernel.of("one-sided", Definiteness.NONE, (x, y) -> x[0] - y[1]);
        assertThrows(AssertionError.class, contract(oneSided, points)::valuesAreFiniteAndSymmetric);
        Kernel notANumber = Kernel.of("0/0", Definiteness.NONE, (x, y) -> 0 / (x[0] - x[0]));
        assertThrows(AssertionError.class, contract(notANumber, points)::valuesAreFiniteAndSymmetric);
        Kernel boastful = Kernel.of("r^2", Definiteness.POSITIVE, Form.SQUARED_DISTANCE::value);
        assertThrows(AssertionError.class, contract(boastful, points)::definitenessIsAsDeclared);
        Kernel wrongSign = Kernel.of("r^2", Definiteness.CONDITIONAL, Form.SQUARED_DISTANCE::value);
        assertThrows(AssertionError.class, contract(wrongSign, points)::definitenessIsAsDeclared);
    }

    /** A user's own kernel, the way the package documentation shows it. */
    @Nested
    class MinusSquaredDistance extends KernelContract {
        @Override
        protected Kernel kernel() {
            return MINUS_SQUARED_DISTANCE;
        }

        @Override
        protected Points points() {
            return StandardKernels.points(30, 3, 5);
        }
    }
}
