package io.gramian.dpp.leastsquares;

import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.random.RandomGenerator;

/** Legendre polynomials of degree below m by their recurrence; draws by rejection from the arcsine law. */
record LegendreForTests(int size) implements OrthonormalBasis {
    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        double before = 0;
        double p = 1;
        for (int k = 0; k < size; k++) {
            values[k] = Math.sqrt(2 * k + 1) * p;
            double next = ((2 * k + 1) * x[0] * p - k * before) / (k + 1);
            before = p;
            p = next;
        }
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {random.nextDouble(-1, 1)};
    }

    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        while (true) {
            double x = Math.cos(Math.PI * random.nextDouble());
            double ratio = inverseChristoffel(x) / size * Math.PI / 4 * Math.sqrt(1 - x * x);
            if (random.nextDouble() < ratio) {
                return new double[] {x};
            }
        }
    }
}
