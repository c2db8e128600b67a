package io.gramian.sparsecoding;

/** Shapes of one to three axes as three, with leading axes of length 1. */
final class Shapes {
    private Shapes() {}

    static int[] three(int[] shape) {
        int[] three = {1, 1, 1};
        System.arraycopy(shape, 0, three, 3 - shape.length, shape.length);
        return three;
    }
}
