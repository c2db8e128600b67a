package io.gramian.openblas;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;
import io.gramian.core.backend.BackendUnavailableException;
import io.gramian.core.internal.cpu.CpuBackend;
import java.util.Locale;

/** Announces the backend {@code openblas}, usable where the native libraries can be loaded. */
public final class OpenBlasProvider implements BackendProvider {
    /** The system property that leaves this backend out when it is {@code off}. */
    public static final String PROPERTY = "gramian.openblas";

    /** What is found once for the process, since a class that failed to load never loads again. */
    private static final class Found {
        static final Availability NATIVE = load();
        static final Backend BACKEND = NATIVE.usable() ? CpuBackend.with(new OpenBlasLibrary()) : null;
    }

    /** Made by the service loader. */
    public OpenBlasProvider() {}

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public Availability probe() {
        if (System.getProperty(PROPERTY, "").equals("off")) {
            return Availability.no("the system property " + PROPERTY + " is off");
        }
        return Found.NATIVE;
    }

    @Override
    public Backend open() {
        Availability availability = probe();
        if (!availability.usable()) {
            throw new BackendUnavailableException("backend 'openblas' is not usable here: " + availability.reason());
        }
        return Found.BACKEND;
    }

    private static Availability load() {
        try {
            OpenBlasLibrary.load();
            return Availability.yes();
        } catch (Exception | LinkageError failure) {
            return Availability.no(reason(failure));
        }
    }

    /** The failure and its causes, and what to add where something is missing. */
    static String reason(Throwable failure) {
        StringBuilder reason = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason.append(reason.isEmpty() ? "" : ", because of ").append(cause);
        }
        String advice = failure instanceof UnsatisfiedLinkError
                ? "native library not found for " + platform() + ": add org.bytedeco:javacpp:1.5.13:" + platform()
                        + " and org.bytedeco:openblas:0.3.31-1.5.13:" + platform() + " to the class path"
                : "OpenBLAS could not be loaded: add org.bytedeco:javacpp and org.bytedeco:openblas to the class path";
        return advice + " (" + reason + ")";
    }

    /** The classifier of the native libraries for this machine. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = system.startsWith("mac") ? "macosx" : system.startsWith("windows") ? "windows" : system;
        return name + "-" + (machine.equals("amd64") ? "x86_64" : machine.equals("aarch64") ? "arm64" : machine);
    }
}
