package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.KernelDensity;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.RidgeSolver;
import io.gramian.nystrom.UniformLandmarks;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.Signal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods that know nothing of devices find on one what they find on the CPU, and leave nothing there. */
class MethodsOnDeviceTest {
    private final Points x = StandardKernels.points(300, 3, 1);
    private EmulatedDevice device;
    private Backend cuda;

    @BeforeEach
    void open() {
        Emulator.assumeUsable();
        device = new EmulatedDevice(1L << 28);
        cuda = CudaBackend.on(device);
    }

    @Test
    void densities() {
        KernelDensity density = KernelDensity.gaussian().withBandwidth(Bandwidth.likelihoodCrossValidation());
        Points queries = StandardKernels.points(50, 3, 2);
        double[] expected = density.withBackend(Backends.cpu()).fit(x).logDensity(queries);
        double[] found = density.withBackend(cuda).fit(x).logDensity(queries);
        assertArrayEquals(expected, found, 1e-8);
        assertEquals(0, device.used());
    }

    @Test
    void ridgeRegressionOnLandmarks() {
        double[] y = new SplittableRandom(3).doubles(300, -1, 1).toArray();
        Kernel kernel = Kernel.matern52(1);
        Landmarks z = UniformLandmarks.ofSize(40).select(kernel, x, new SplittableRandom(4));
        for (RidgeSolver solver : new RidgeSolver[] {RidgeSolver.DIRECT, RidgeSolver.ITERATIVE}) {
            KernelRidge ridge =
                    KernelRidge.of(kernel).withRidge(0.1).withLandmarks(z).withSolver(solver);
            double[] expected = ridge.withBackend(Backends.cpu()).fit(x, y).predict(x);
            double[] found = ridge.withBackend(cuda).fit(x, y).predict(x);
            assertArrayEquals(expected, found, 1e-6);
            assertEquals(0, device.used());
        }
    }

    @Test
    void sparseCodes() {
        SplittableRandom random = new SplittableRandom(5);
        Signal signal = Signal.of(random.doubles(20 * 24, -1, 1).toArray(), 1, 20, 24);
        Dictionary atoms = Dictionaries.random(6, random, 1, 5, 5);
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm().withPenalty(0.1);
        double expected =
                coding.withBackend(Backends.cpu()).encode(signal, atoms).objective();
        double found = coding.withBackend(cuda).encode(signal, atoms).objective();
        assertEquals(expected, found, 1e-9 * expected);
        assertEquals(0, device.used());
    }
}
