package io.gramian.gpu;

import io.gramian.core.backend.Proximal;

/** The weights of a penalty on a device, as filterbank.cu takes them; the same for every step and lambda. */
final class PenaltyOnDevice implements AutoCloseable {
    private final Proximal penalty;
    private final int filters;
    private final int groups;
    private final int size;
    private final Buffer mapWeights;
    private final Buffer pixelWeights; // null where no weight depends on the position

    PenaltyOnDevice(Engine engine, Proximal penalty, int filters, int groups, int size) {
        this.penalty = penalty;
        this.filters = filters;
        this.groups = groups;
        this.size = size;
        boolean byPixel = false;
        double[] weights = new double[filters];
        for (int m = 0; m < filters; m++) {
            byPixel |= penalty.hasPixelWeights(m);
            weights[m] = penalty.hasPixelWeights(m) ? 0 : penalty.weight(m, 0);
        }
        this.mapWeights = Reals.upload(engine.device(), engine.precision(), weights, filters);
        this.pixelWeights = byPixel ? pixelWeights(engine) : null;
    }

    private Buffer pixelWeights(Engine engine) {
        Buffer buffer = null;
        try {
            buffer = engine.device().allocate((long) filters * size * engine.realBytes());
            double[] row = new double[size];
            for (int m = 0; m < filters; m++) {
                int filter = m;
                java.util.Arrays.setAll(row, at -> penalty.weight(filter, at));
                Reals.write(buffer, engine.precision(), (long) m * size, row, 0, size);
            }
            return buffer;
        } catch (Throwable failure) {
            mapWeights.close();
            if (buffer != null) {
                buffer.close();
            }
            throw failure;
        }
    }

    /** Whether another penalty has the same weights, so that only numbers differ. */
    boolean isOf(Proximal other) {
        return penalty == other || penalty.withPenalty(0).equals(other.withPenalty(0));
    }

    /** The struct, for a penalty of these weights. */
    long[] struct(Proximal current, double step) {
        return new long[] {
            mapWeights.address(),
            pixelWeights == null ? 0 : pixelWeights.address(),
            Double.doubleToRawLongBits(current.penalty()),
            Double.doubleToRawLongBits(current.groupPenalty()),
            Double.doubleToRawLongBits(step),
            current.isNonNegative() ? 1 : 0,
            filters,
            groups,
            size
        };
    }

    @Override
    public void close() {
        mapWeights.close();
        if (pixelWeights != null) {
            pixelWeights.close();
        }
    }
}
