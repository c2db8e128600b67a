package io.gramian.openblas;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory outside the heap. A few large blocks that were given back are kept for the next matrices of the same length:
 * programs tend to make the same shapes over and over, and fresh pages from the operating system can cost as much as the
 * arithmetic on them.
 *
 * @param <P> the type of pointer
 */
final class NativeMemory<P extends Pointer> {
    private static final long SMALLEST = 128 * 1024; // bytes; what is smaller the C library keeps itself
    private static final long MOST = Runtime.getRuntime().maxMemory() / 16; // bytes kept

    private final Routines<P> routines;
    private final ArrayDeque<P> spares = new ArrayDeque<>(); // the oldest first; guarded by this
    private long kept; // bytes

    NativeMemory(Routines<P> routines) {
        this.routines = routines;
    }

    Routines<P> routines() {
        return routines;
    }

    /**
     * Returns room for so many numbers, all zero.
     *
     * @throws IllegalArgumentException if there cannot be so many
     */
    P take(long length) {
        P numbers = spare(length);
        if (numbers == null) {
            numbers = allocate(length);
        }
        Pointer.memset(numbers, 0, bytes(numbers));
        return numbers;
    }

    private synchronized P spare(long length) {
        for (Iterator<P> each = spares.iterator(); each.hasNext(); ) {
            P numbers = each.next();
            if (numbers.capacity() == length) {
                each.remove();
                kept -= bytes(numbers);
                return numbers;
            }
        }
        return null;
    }

    private P allocate(long length) {
        try {
            return routines.allocate(length);
        } catch (OutOfMemoryError full) {
            keep(0);
        }
        try {
            return routines.allocate(length);
        } catch (OutOfMemoryError full) {
            throw new IllegalArgumentException(
                    "no room outside the heap for a matrix of " + length + " numbers: " + full.getMessage()
                            + "; close matrices that are no longer needed, raise -Xmx, or set the system properties"
                            + " org.bytedeco.javacpp.maxBytes and org.bytedeco.javacpp.maxPhysicalBytes",
                    full);
        }
    }

    /** Frees the memory, or keeps it as a spare. */
    synchronized void giveBack(P numbers) {
        long bytes = bytes(numbers);
        if (bytes < SMALLEST || bytes > MOST) {
            numbers.deallocate();
            return;
        }
        keep(MOST - bytes);
        spares.addLast(numbers);
        kept += bytes;
    }

    /** Frees the oldest spares until no more than so many bytes are kept. */
    private synchronized void keep(long most) {
        while (kept > most) {
            P oldest = spares.removeFirst();
            kept -= bytes(oldest);
            oldest.deallocate();
        }
    }

    private static long bytes(Pointer numbers) {
        return numbers.capacity() * numbers.sizeof();
    }
}
