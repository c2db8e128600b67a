package io.gramian.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Counts evaluated pairs, so that JMH also reports the average time of a pair. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Pairs {
    public long pairs;

    @Setup(Level.Iteration)
    public void reset() {
        pairs = 0;
    }
}
