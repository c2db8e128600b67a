package io.gramian.sparsecoding;

public final class DictionaryLearning {
    public static OnlineDictionaryLearning online() {
        return OnlineDictionaryLearning.standard();
    }
}
