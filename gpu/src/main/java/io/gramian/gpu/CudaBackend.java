package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.ProjectionSampler;
import io.gramian.core.internal.cpu.CpuBackend;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.linear.DenseAlgebra;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;

/** The backend on a device; functions of the caller's run here. */
final class CudaBackend implements Backend {
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final String name;
    private final Device device;
    private final Engine doubles;
    private final Engine floats;
    private final Precision precision;
    private final long memoryLimit;
    private final CpuBackend host;

    private CudaBackend(
            String name,
            Device device,
            Engine doubles,
            Engine floats,
            Precision precision,
            long memoryLimit,
            CpuBackend host) {
        this.name = name;
        this.device = device;
        this.doubles = doubles;
        this.floats = floats;
        this.precision = precision;
        this.memoryLimit = memoryLimit;
        this.host = host;
    }

    /** A backend in double precision whose memory limit is three quarters of what is free on the device now. */
    static CudaBackend on(Device device) {
        return new CudaBackend(
                CudaProvider.NAME,
                device,
                new Engine(device, Precision.DOUBLE),
                new Engine(device, Precision.FLOAT),
                Precision.DOUBLE,
                device.freeBytes() / 4 * 3,
                CpuBackend.standard());
    }

    /** This in single precision, with the products of Gram matrices on tensor cores. */
    CudaBackend withTensorCores() {
        return new CudaBackend(
                CudaTf32Provider.NAME,
                device,
                doubles,
                Engine.onTensorCores(device),
                Precision.FLOAT,
                memoryLimit,
                host.withPrecision(Precision.FLOAT));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int threads() {
        return host.threads();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public long memoryLimit() {
        return memoryLimit;
    }

    @Override
    public CudaBackend withThreads(int threads) {
        return new CudaBackend(name, device, doubles, floats, precision, memoryLimit, host.withThreads(threads));
    }

    @Override
    public CudaBackend withPrecision(Precision newPrecision) {
        Objects.requireNonNull(newPrecision, "precision");
        return new CudaBackend(
                name, device, doubles, floats, newPrecision, memoryLimit, host.withPrecision(newPrecision));
    }

    @Override
    public CudaBackend withMemoryLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("memory limit: expected at least 0 bytes, found " + bytes);
        }
        return new CudaBackend(name, device, doubles, floats, precision, bytes, host);
    }

    /** This with inner products of points with so many coordinates made by cuBLAS, for measurements. */
    CudaBackend withManyCoordinates(int many) {
        return new CudaBackend(
                name,
                device,
                doubles.withManyCoordinates(many),
                floats.withManyCoordinates(many),
                precision,
                memoryLimit,
                host);
    }

    Engine engine() {
        return precision == Precision.DOUBLE ? doubles : floats;
    }

    /** The CPU, in this precision. */
    CpuBackend host() {
        return host;
    }

    @Override
    public Gram gram(PairFunction function, Points x, Points y) {
        GramView view = CheckedGram.view(function, x, y, precision);
        if (isCustom(function.expression())) {
            if (TOLD.compareAndSet(false, true)) {
                System.getLogger(CudaBackend.class.getName())
                        .log(
                                System.Logger.Level.INFO,
                                "{0} is a function of the caller''s, which runs on the CPU under every backend",
                                function);
            }
            return new HostGram(this, view);
        }
        return new CudaGram(this, view);
    }

    static boolean isCustom(Expression expression) {
        return expression instanceof Expression.Custom
                || expression.parts().stream().anyMatch(CudaBackend::isCustom);
    }

    DeviceKernels kernels() {
        return kernels(device.routines(precision));
    }

    /** For products with Gram matrices. */
    DeviceKernels productKernels() {
        return kernels(engine().productRoutines());
    }

    private DeviceKernels kernels(Routines routines) {
        return new DeviceKernels(engine(), routines, host.linearAlgebra().kernels(), memoryLimit);
    }

    @Override
    public DenseAlgebra linearAlgebra() {
        return new DenseAlgebra(kernels(), Progress.NONE);
    }

    @Override
    public Matrix matrix(int rows, int columns) {
        return linearAlgebra().create(rows, columns);
    }

    @Override
    public Matrix matrix(int rows, int columns, double[] rowMajor) {
        return linearAlgebra().create(rows, columns, rowMajor);
    }

    @Override
    public Matrix matrix(DMatrixRMaj values) {
        return linearAlgebra().create(values);
    }

    @Override
    public Matrix matrix(FMatrixRMaj values) {
        return linearAlgebra().create(values);
    }

    @Override
    public FilterBankOperator filterBank(FilterBank bank, int channels, int[] shape) {
        if (channels / bank.channels() > Device.MOST_DOWN) {
            return host.filterBank(bank, channels, shape);
        }
        return CudaFilterBank.of(engine(), bank, channels, shape, memoryLimit);
    }

    @Override
    public Optional<ProjectionSampler> projectionSampler(int n, int rank, double[] orthonormal) {
        return CudaProjectionSampler.fits(device, n, rank, memoryLimit)
                ? Optional.of(new CudaProjectionSampler(doubles, n, rank, orthonormal, memoryLimit))
                : Optional.empty();
    }

    /** Returns device and precision, for example {@code cuda(NVIDIA H200, double)}. */
    @Override
    public String toString() {
        return name + "(" + device.description() + ", " + precision.name().toLowerCase(Locale.ROOT) + ")";
    }
}
