package io.gramian.gpu;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;
import io.gramian.core.backend.BackendUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Announces the backend {@code cuda}, usable where there is an NVIDIA GPU with its driver and the CUDA libraries. */
public final class CudaProvider implements BackendProvider {
    /**
     * The system property that leaves this backend out when it is {@code off}; when it is {@code on}, the libraries are loaded
     * without a look for the driver's files, which have other names in some containers.
     */
    public static final String PROPERTY = "gramian.cuda";

    /** The system property that names the device, 0 unless set. */
    public static final String DEVICE = "gramian.cuda.device";

    static final String NAME = "cuda";

    /** What is found once for the process, since a class that failed to load never loads again. */
    private static final class Found {
        static final Availability AVAILABILITY;
        static final CudaBackend BACKEND;
        static final CudaBackend TF32;

        static {
            Availability availability;
            CudaBackend backend = null;
            try {
                backend = CudaBackend.on(new CudaDevice(Integer.getInteger(DEVICE, 0)));
                availability = Availability.yes();
            } catch (Exception | LinkageError | OutOfMemoryError failure) {
                availability = Availability.no(reason(failure));
            }
            AVAILABILITY = availability;
            BACKEND = backend;
            TF32 = backend == null ? null : backend.withTensorCores();
        }
    }

    /** Made by the service loader. */
    public CudaProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return 20;
    }

    /** Looks for a driver first, so that machines without one load nothing and print nothing. */
    @Override
    public Availability probe() {
        String wish = System.getProperty(PROPERTY, "");
        if (wish.equals("off")) {
            return Availability.no("the system property " + PROPERTY + " is off");
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return Availability.no("there is no CUDA for this operating system");
        }
        if (system.startsWith("linux")
                && !wish.equals("on")
                && !Files.exists(Path.of("/dev/nvidiactl"))
                && !Files.exists(Path.of("/dev/dxg"))) {
            return Availability.no("no NVIDIA driver is loaded: neither /dev/nvidiactl nor /dev/dxg exists");
        }
        return Found.AVAILABILITY;
    }

    @Override
    public Backend open() {
        checkUsable(NAME);
        return Found.BACKEND;
    }

    /** The same device with the products of Gram matrices on tensor cores. */
    Backend openTf32() {
        checkUsable(CudaTf32Provider.NAME);
        return Found.TF32;
    }

    private void checkUsable(String name) {
        Availability availability = probe();
        if (!availability.usable()) {
            throw new BackendUnavailableException(
                    "backend '" + name + "' is not usable here: " + availability.reason());
        }
    }

    /** The failure and its causes, and what to add where something is missing. */
    static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason.append(reason.isEmpty() ? "" : ", because of ").append(cause);
        }
        String advice = "";
        if (failure instanceof LinkageError) {
            advice = "the CUDA libraries could not be loaded: org.bytedeco:javacpp:1.5.13 and"
                    + " org.bytedeco:cuda:13.1-9.19-1.5.13 with the classifier of this platform (linux-x86_64, ...) must be"
                    + " on the class path, and the CUDA 13 toolkit's libcudart, libcublas, libcusolver, libcusparse, libcufft and libnvrtc where"
                    + " libraries are looked for, for example by LD_LIBRARY_PATH=/usr/local/cuda/lib64 (";
        }
        return advice.isEmpty() ? reason.toString() : advice + reason + ")";
    }
}
