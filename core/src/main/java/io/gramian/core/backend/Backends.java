package io.gramian.core.backend;

import io.gramian.core.internal.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The backends of this machine.
 *
 * <p>{@link #auto} takes the fastest that is usable and says once, through {@link System.Logger}, which
 * one and why the better ones were not; the system property {@code gramian.backend} overrides it. A
 * backend asked for by name is that one or an exception, never another.
 */
public final class Backends {
    /** The system property that names the backend {@link #auto} takes. */
    public static final String PROPERTY = "gramian.backend";

    private static final Object LOCK = new Object();
    private static Backend auto;
    private static Backend cpu;

    private Backends() {}

    /**
     * Returns the usable backend of the highest priority, or the one that the property {@value #PROPERTY}
     * names.
     *
     * @return a backend, the same at every call
     * @throws BackendUnavailableException if the property names one that is not usable
     */
    public static Backend auto() {
        synchronized (LOCK) { // not in a static initialiser, whose failure would be an error and final
            if (auto == null) {
                auto = choose();
            }
            return auto;
        }
    }

    /**
     * Returns the backend written in Java, which runs everywhere.
     *
     * @return the backend {@code cpu}
     */
    public static Backend cpu() {
        synchronized (LOCK) {
            if (cpu == null) {
                cpu = CpuBackend.standard();
            }
            return cpu;
        }
    }

    /**
     * Returns the backend of that name.
     *
     * @param name {@code cpu}, or the name of a provider on the class or module path
     * @return that backend
     * @throws BackendUnavailableException if there is none of that name or it is not usable here
     */
    public static Backend named(String name) {
        if (name.equals("cpu")) {
            return cpu();
        }
        BackendProvider provider = providers().get(name);
        if (provider == null) {
            throw new BackendUnavailableException("backend: expected one of " + names() + ", found '" + name
                    + "'; a backend is found when its module is on the class or module path");
        }
        Availability availability = provider.probe();
        if (!availability.usable()) {
            throw new BackendUnavailableException("backend '" + name + "' is not usable here: " + availability.reason()
                    + "; usable: " + usableNames());
        }
        return provider.open();
    }

    /**
     * Returns every backend found, the best first, with its availability.
     *
     * @return names and whether each is usable, or why not
     */
    public static Map<String, Availability> report() {
        Map<String, Availability> report = new LinkedHashMap<>();
        for (BackendProvider provider : providers().values()) {
            report.put(provider.name(), provider.probe());
        }
        return report;
    }

    private static List<String> names() {
        return new ArrayList<>(providers().keySet());
    }

    private static List<String> usableNames() {
        return report().entrySet().stream()
                .filter(entry -> entry.getValue().usable())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Providers by name, highest priority first: those this class's loader sees, then the context loader's. */
    private static Map<String, BackendProvider> providers() {
        List<BackendProvider> found = new ArrayList<>();
        collect(ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader()), found);
        collect(ServiceLoader.load(BackendProvider.class), found);
        return found.stream()
                .sorted(Comparator.comparingInt(BackendProvider::priority).reversed())
                .collect(Collectors.toMap(
                        BackendProvider::name, provider -> provider, (first, second) -> first, LinkedHashMap::new));
    }

    private static void collect(ServiceLoader<BackendProvider> loader, List<BackendProvider> found) {
        var providers = loader.iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError broken) {
                System.getLogger("io.gramian")
                        .log(System.Logger.Level.WARNING, "a backend could not be loaded", broken);
            }
        }
    }

    private static Backend choose() {
        String wanted = System.getProperty(PROPERTY, "auto");
        if (!wanted.equals("auto")) {
            return named(wanted);
        }
        StringBuilder passedOver = new StringBuilder();
        for (BackendProvider provider : providers().values()) {
            Availability availability = provider.probe();
            if (availability.usable()) {
                Backend backend = provider.open();
                System.Logger.Level level = passedOver.isEmpty() ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
                System.getLogger("io.gramian").log(level, "backend " + backend + passedOver);
                return backend;
            }
            passedOver.append("; not ").append(provider.name()).append(": ").append(availability.reason());
        }
        return cpu();
    }
}
