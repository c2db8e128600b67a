package io.gramian.testing;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives every property a seed of its own, made from its name, so that a build says the same of the same code each time.
 * The system property {@code gramian.explore} leaves the seeds to chance, which is how to look for failures.
 */
public final class FixedSeeds implements AroundPropertyHook {
    /** Returns how the property went. */
    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        if (context.attributes().seed().isEmpty() && !Boolean.getBoolean("gramian.explore")) {
            String name = context.containerClass().getName() + "." + context.label();
            context.attributes().setSeed(Long.toString(name.hashCode()));
        }
        return property.execute();
    }

    @Override
    public int aroundPropertyProximity() {
        return -1000; // before all others, which may want to know the seed
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }
}
