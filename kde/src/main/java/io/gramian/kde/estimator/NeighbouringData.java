package io.gramian.kde.estimator;

/** Which two data sets a private release must make hard to tell apart. */
public enum NeighbouringData {
    /** One has a person more than the other: whether someone takes part is protected, and so is how many do. */
    ADD_REMOVE {
        @Override
        int changedPoints() {
            return 1;
        }
    },

    /** One has another person in the place of one: the number of people is public, what is protected is their data. */
    REPLACE {
        @Override
        int changedPoints() {
            return 2;
        }
    };

    /** How many points' contributions separate two neighbours at most. */
    abstract int changedPoints();
}
