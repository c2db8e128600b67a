package io.gramian.gpu;

import java.util.concurrent.atomic.AtomicInteger;

/** A device that counts compilations. */
final class CountingDevice extends ForwardingDevice {
    static final AtomicInteger COMPILED = new AtomicInteger();

    CountingDevice(Device device) {
        super(device);
    }

    @Override
    public Program compile(String source) {
        COMPILED.incrementAndGet();
        return super.compile(source);
    }
}
