package io.gramian.sparsecoding;

import java.util.Arrays;
import java.util.List;

/** A dictionary that was learned, its atoms ordered by the energy they explain, with the course of learning. Immutable. */
public final class LearnedDictionary {
    private final Dictionary dictionary;
    private final double[] energies;
    private final int[] order;
    private final double[] objectives;
    private final StopRule stoppedBy;

    private LearnedDictionary(
            Dictionary dictionary, double[] energies, int[] order, double[] objectives, StopRule stoppedBy) {
        this.dictionary = dictionary;
        this.energies = energies;
        this.order = order;
        this.objectives = objectives;
        this.stoppedBy = stoppedBy;
    }

    /** Orders the atoms by falling energy, equal ones as they stand. */
    static LearnedDictionary of(Dictionary learned, double[] energies, double[] objectives, StopRule stoppedBy) {
        int[] order = java.util.stream.IntStream.range(0, energies.length)
                .boxed()
                .sorted((a, b) -> Double.compare(energies[b], energies[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = Arrays.stream(order).mapToDouble(m -> energies[m]).toArray();
        return new LearnedDictionary(learned.select(order), sorted, order, objectives, stoppedBy);
    }

    /**
     * Returns the atoms, the one that explains most first.
     *
     * @return a dictionary
     */
    public Dictionary dictionary() {
        return dictionary;
    }

    /**
     * Returns the energies |d_m * x_m|^2, summed over the signals as they were last coded.
     *
     * @return M numbers, falling; a new array
     */
    public double[] energies() {
        return energies.clone();
    }

    /**
     * Returns which atom of the start each atom was learned from.
     *
     * @return M indices; a new array
     */
    public int[] order() {
        return order.clone();
    }

    /**
     * Returns the objective after every iteration: the sum over all signals in batch learning, that of one signal before
     * the step in online learning.
     *
     * @return numbers in order; a new array
     */
    public double[] objectives() {
        return objectives.clone();
    }

    /**
     * Returns the number of iterations or steps.
     *
     * @return at least 1
     */
    public int iterations() {
        return objectives.length;
    }

    /**
     * Returns what ended learning.
     *
     * @return {@link StopRule#STEP} where the dictionary settled, else {@link StopRule#ITERATIONS}
     */
    public StopRule stoppedBy() {
        return stoppedBy;
    }

    /**
     * Returns what a reader should know, a sentence each.
     *
     * @return warnings, empty if there is nothing to say
     */
    public List<String> warnings() {
        long unused = Arrays.stream(energies).filter(energy -> energy == 0).count();
        return unused == 0
                ? List.of()
                : List.of(unused + " of " + energies.length + " atoms were not used when the signals were last coded");
    }

    /** Returns the dictionary, iterations and what ended them. */
    @Override
    public String toString() {
        return "LearnedDictionary[" + dictionary + ", stopped by " + stoppedBy + " after " + iterations()
                + " iterations]";
    }
}
