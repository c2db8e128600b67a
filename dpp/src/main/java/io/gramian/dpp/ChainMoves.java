package io.gramian.dpp;

/**
 * What a step of a Markov chain on subsets proposes: with what chance an item is added, deleted or exchanged when n of N are in;
 * which one, is uniform. Half of the steps stay where they are, so that no chain is periodic. The acceptance is that of
 * Metropolis and Hastings for these chances, whatever they are.
 */
enum ChainMoves {
    /** Exchanges alone: the size stays. */
    EXCHANGE {
        @Override
        double chance(Kind kind, int n, int size) {
            return kind == Kind.EXCHANGE && n > 0 && n < size ? 0.5 : 0;
        }
    },
    /** An item of all is drawn: it is deleted where it is in, added where it is not. */
    ADD_DELETE {
        @Override
        double chance(Kind kind, int n, int size) {
            double filled = (double) n / size;
            return kind == Kind.ADD ? (1 - filled) / 2 : kind == Kind.DELETE ? filled / 2 : 0;
        }
    },
    /** Both (Li, Jegelka and Sra, 2016). */
    ADD_EXCHANGE_DELETE {
        @Override
        double chance(Kind kind, int n, int size) {
            double filled = (double) n / size;
            return switch (kind) {
                case ADD -> (1 - filled) * (1 - filled) / 2;
                case DELETE -> filled * filled / 2;
                case EXCHANGE -> filled * (1 - filled);
            };
        }
    };

    /** What happens to the subset. */
    enum Kind {
        ADD,
        DELETE,
        EXCHANGE;

        Kind reverse() {
            return this == ADD ? DELETE : this == DELETE ? ADD : EXCHANGE;
        }

        /** Returns the change of the number of items. */
        int growth() {
            return this == ADD ? 1 : this == DELETE ? -1 : 0;
        }

        /** Returns among how many changes of this kind the choice is. */
        double choices(int n, int size) {
            return this == ADD ? size - n : this == DELETE ? n : (double) n * (size - n);
        }
    }

    /** Returns the probability that a step proposes a change of that kind; what is missing to 1 stays. */
    abstract double chance(Kind kind, int n, int size);

    /** Returns the probability of proposing one change of that kind. */
    double proposal(Kind kind, int n, int size) {
        double choices = kind.choices(n, size);
        return choices == 0 ? 0 : chance(kind, n, size) / choices;
    }

    /** Returns the probability to accept a change that multiplies det L_S by the ratio. */
    double acceptance(Kind kind, int n, int size, double ratio) {
        double back = proposal(kind.reverse(), n + kind.growth(), size);
        return Math.min(1, ratio * back / proposal(kind, n, size));
    }
}
