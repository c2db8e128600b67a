package io.gramian.gpu;

import io.gramian.core.Precision;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that counts compilations. */
final class CountingDevice implements Device {
    static final AtomicInteger COMPILED = new AtomicInteger();

    private final Device device;

    CountingDevice(Device device) {
        this.device = device;
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public int multiprocessors() {
        return device.multiprocessors();
    }

    @Override
    public long freeBytes() {
        return device.freeBytes();
    }

    @Override
    public void await() {
        device.await();
    }

    @Override
    public Buffer allocate(long bytes) {
        return device.allocate(bytes);
    }

    @Override
    public Program compile(String source) {
        COMPILED.incrementAndGet();
        return device.compile(source);
    }

    @Override
    public void launch(Program program, String kernel, long blocks, int blocksDown, int threads, Object... arguments) {
        device.launch(program, kernel, blocks, blocksDown, threads, arguments);
    }

    @Override
    public Transform transform(Precision precision, int[] shape, int count) {
        return device.transform(precision, shape, count);
    }

    @Override
    public Routines routines(Precision precision) {
        return device.routines(precision);
    }

    @Override
    public Routines tensorRoutines() {
        return device.tensorRoutines();
    }
}
