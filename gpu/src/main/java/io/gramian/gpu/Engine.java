package io.gramian.gpu;

import io.gramian.core.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A device with its programs of one precision, each compiled once, and the routines for products of Gram matrices. */
final class Engine {
    private final Device device;
    private final Precision precision;
    private final boolean usesTensorCores;
    private final int manyCoordinates;
    private final Map<String, Device.Program> programs = new ConcurrentHashMap<>();

    Engine(Device device, Precision precision) {
        this(device, precision, false, 64);
    }

    /** An engine whose inner products of points, and products with a Gram matrix, have short factors. */
    static Engine onTensorCores(Device device) {
        return new Engine(device, Precision.FLOAT, true, 32);
    }

    /** An engine that makes inner products of points with so many coordinates by cuBLAS. */
    Engine withManyCoordinates(int many) {
        return new Engine(device, precision, usesTensorCores, many);
    }

    private Engine(Device device, Precision precision, boolean usesTensorCores, int manyCoordinates) {
        this.device = device;
        this.precision = precision;
        this.usesTensorCores = usesTensorCores;
        this.manyCoordinates = manyCoordinates;
    }

    /** Whether those have short factors. */
    boolean usesTensorCores() {
        return usesTensorCores;
    }

    /** Routines whose {@link Routines#gemm} multiplies what Gram matrices are made of. */
    Routines productRoutines() {
        return usesTensorCores ? device.tensorRoutines() : device.routines(precision);
    }

    /** Coordinates from which inner products of points are made by cuBLAS; see docs/adr/0070. */
    int manyCoordinates() {
        return manyCoordinates;
    }

    Device device() {
        return device;
    }

    Precision precision() {
        return precision;
    }

    /** Bytes of a number. */
    int realBytes() {
        return Reals.bytes(precision);
    }

    /** A kind of passes over Gram matrices of one structure of functions. */
    Device.Program gram(GramSource source, GramKernel kernel) {
        return compiled(kernel.source() + source.text(), () -> gramText(source, kernel.source()));
    }

    /** Work on matrices. */
    Device.Program dense() {
        return compiled("dense", this::denseText);
    }

    /** Draws from projection processes; of an engine in double precision. */
    Device.Program projection() {
        return compiled("projection", this::projectionText);
    }

    /** Iterations of banks whose filters have so many channels. */
    Device.Program filterBank(int channels) {
        return compiled("filter bank " + channels, () -> filterBankText(channels));
    }

    String filterBankText(int channels) {
        return head() + "#define CHANNELS " + channels + "\n" + resource("profiles.cu") + resource("filterbank.cu");
    }

    String gramText(GramSource source, String folds) {
        return head() + resource("profiles.cu") + source.text() + resource("gram.cu") + resource(folds);
    }

    String denseText() {
        return head() + resource("profiles.cu") + resource("dense.cu");
    }

    String projectionText() {
        return head() + resource("profiles.cu") + resource("projection.cu");
    }

    private String head() {
        return "#define IS_DOUBLE " + (precision == Precision.DOUBLE ? 1 : 0) + "\n";
    }

    private Device.Program compiled(String key, Supplier<String> source) {
        return programs.computeIfAbsent(key, absent -> device.compile(source.get()));
    }

    static String resource(String name) {
        try (InputStream stream = Engine.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
