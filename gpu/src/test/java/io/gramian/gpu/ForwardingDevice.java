package io.gramian.gpu;

import io.gramian.core.Precision;

/** A device that passes everything on to another; what is to differ is overridden. */
class ForwardingDevice implements Device {
    private final Device device;

    ForwardingDevice(Device device) {
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
