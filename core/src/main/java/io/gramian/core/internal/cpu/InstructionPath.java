package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.backend.BackendUnavailableException;
import io.gramian.core.internal.filterbank.DoubleMapLoops;
import io.gramian.core.internal.filterbank.FloatMapLoops;
import io.gramian.core.internal.filterbank.MapLoops;
import java.util.Optional;

/**
 * Which loops this JVM runs: those on the Vector API where its module is present, else those in plain Java.
 * The system property {@code gramian.cpu.instructions} (auto, plain, vector) overrides that.
 */
enum InstructionPath {
    PLAIN,
    VECTOR;

    static final String PROPERTY = "gramian.cpu.instructions";

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_LOOPS = "io.gramian.core.internal.vector.Vector%sLoops";

    static InstructionPath detect() {
        String wanted = System.getProperty(PROPERTY, "auto");
        boolean present = vectorModule().isPresent();
        switch (wanted) {
            case "plain":
                return PLAIN;
            case "vector":
                if (!present) {
                    throw new BackendUnavailableException(
                            PROPERTY + "=vector, but the Vector API is not there; start Java with --add-modules "
                                    + VECTOR_MODULE);
                }
                return VECTOR;
            case "auto":
                if (!present) {
                    System.getLogger("io.gramian")
                            .log(
                                    System.Logger.Level.INFO,
                                    "running in plain Java; --add-modules " + VECTOR_MODULE
                                            + " makes the cpu backend up to three times as fast");
                }
                return present ? VECTOR : PLAIN;
            default:
                throw new BackendUnavailableException(
                        PROPERTY + ": expected auto, plain or vector, found '" + wanted + "'");
        }
    }

    static Optional<Module> vectorModule() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE);
    }

    TileLoops<?> loops(Precision precision) {
        boolean isDouble = precision == Precision.DOUBLE;
        if (this == PLAIN) {
            return isDouble ? new DoubleTileLoops() : new FloatTileLoops();
        }
        return (TileLoops<?>) vectorLoops(isDouble ? "DoubleTile" : "FloatTile");
    }

    MapLoops<?> mapLoops(Precision precision) {
        boolean isDouble = precision == Precision.DOUBLE;
        if (this == PLAIN) {
            return isDouble ? new DoubleMapLoops() : new FloatMapLoops();
        }
        return (MapLoops<?>) vectorLoops(isDouble ? "DoubleMap" : "FloatMap");
    }

    SymmetricLoops symmetricLoops() {
        return this == PLAIN ? new SymmetricLoops() : (SymmetricLoops) vectorLoops("Symmetric");
    }

    /** By name, because the classes cannot be loaded where the module is missing. */
    private static Object vectorLoops(String name) {
        InstructionPath.class.getModule().addReads(vectorModule().orElseThrow());
        try {
            return Class.forName(VECTOR_LOOPS.formatted(name)).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the vector loops could not be loaded", e);
        }
    }
}
