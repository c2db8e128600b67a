package io.gramian.sparsecoding;

import io.gramian.core.backend.FilterBankOperator;
import java.util.Arrays;

/** The operator last used, kept for as long as the signals have one shape. */
final class OperatorCache implements AutoCloseable {
    private final CodingSettings settings;
    private FilterBankOperator operator;

    OperatorCache(CodingSettings settings) {
        this.settings = settings;
    }

    FilterBankOperator of(Signal signal, Dictionary dictionary) {
        if (operator != null
                && Arrays.equals(operator.shape(), signal.shape())
                && operator.channels() == signal.channels()) {
            operator.bank(CodingProblem.bank(settings, dictionary));
        } else {
            close();
            operator = CodingProblem.open(settings, signal, dictionary);
        }
        return operator;
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
    }
}
