package io.gramian.sparsecoding;

/** How ADMM deals with weights of the data; the proximal gradient method takes them as they are. */
public enum MaskMethod {
    /**
     * The data term has a block of its own, y0 = D x - s. Any weights.
     *
     * <p>Source: F. Heide, W. Heidrich, G. Wetzstein, Fast and flexible convolutional sparse coding (2015).
     */
    DECOUPLED,
    /**
     * An impulse, free where the data are missing and forbidden elsewhere, takes up what is missing. Weights of 0 and 1.
     *
     * <p>Source: B. Wohlberg, Boundary handling for convolutional sparse representations (2016).
     */
    ADDITIVE
}
