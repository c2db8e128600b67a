package io.gramian.gpu;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** An address on a device, for calls that take one; it owns nothing. */
final class DevicePointer extends Pointer {
    DevicePointer(long address) {
        super((Pointer) null);
        this.address = address;
    }

    static DoublePointer doubles(long address) {
        return new DoublePointer(new DevicePointer(address));
    }

    static FloatPointer floats(long address) {
        return new FloatPointer(new DevicePointer(address));
    }

    static IntPointer ints(long address) {
        return new IntPointer(new DevicePointer(address));
    }
}
