package io.gramian.examples;

/** The colours of matplotlib's viridis, which grow evenly lighter and read well without colour vision. */
final class Viridis {
    private static final int[] ANCHORS = {
        0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725
    };

    private Viridis() {}

    /** Returns the colour, 0xRRGGBB, of a number from 0 to 1. */
    static int rgb(double share) {
        double at = Math.min(1, Math.max(0, share)) * (ANCHORS.length - 1);
        int low = Math.min((int) at, ANCHORS.length - 2);
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = ANCHORS[low] >> shift & 0xff;
            int to = ANCHORS[low + 1] >> shift & 0xff;
            rgb |= (int) Math.round(from + (at - low) * (to - from)) << shift;
        }
        return rgb;
    }
}
