package io.gramian.gpu;

/**
 * The arguments of a kernel in eight-byte words.
 *
 * @param words all of them, one after the other
 * @param places where each begins
 */
record KernelArguments(long[] words, int[] places) {
    /** Lays out what {@link Device#launch} takes. */
    static KernelArguments of(Object... arguments) {
        int length = 0;
        int[] places = new int[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            places[i] = length;
            length += arguments[i] instanceof long[] struct ? struct.length : 1;
        }
        long[] words = new long[length];
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof long[] struct) {
                System.arraycopy(struct, 0, words, places[i], struct.length);
            } else {
                words[places[i]] = word(arguments[i]);
            }
        }
        return new KernelArguments(words, places);
    }

    private static long word(Object argument) {
        if (argument == null) {
            return 0;
        } else if (argument instanceof Buffer buffer) {
            return buffer.address();
        } else if (argument instanceof Double number) {
            return Double.doubleToRawLongBits(number);
        } else if (argument instanceof Long number) {
            return number;
        }
        return (Integer) argument; // little-endian: its lower half lies first
    }
}
