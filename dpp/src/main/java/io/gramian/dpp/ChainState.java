package io.gramian.dpp;

/** A subset that changes item by item, with the ratios of determinants that a change makes. Mutable, for one thread. */
interface ChainState {
    /** Returns the number of items in. */
    int count();

    /** Returns the item at a place, 0 to count - 1. */
    int item(int place);

    boolean contains(int item);

    /** Returns det L of the changed subset over det L_S: the item at the place goes, the item outside comes. */
    double ratio(ChainMoves.Kind kind, int place, int item);

    /** Makes the change for which {@link #ratio} was asked last. */
    void apply(ChainMoves.Kind kind, int place, int item);
}
