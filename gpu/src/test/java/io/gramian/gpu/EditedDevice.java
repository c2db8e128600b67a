package io.gramian.gpu;

import io.gramian.core.Precision;

/** A device that compiles what it is given with one change. */
final class EditedDevice implements Device {
    private final Device device;
    private final String from;
    private final String to;

    EditedDevice(Device device, String from, String to) {
        this.device = device;
        this.from = from;
        this.to = to;
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
    public Buffer allocate(long bytes) {
        return device.allocate(bytes);
    }

    @Override
    public Program compile(String source) {
        if (!source.contains(from)) {
            throw new AssertionError("the source has no " + from);
        }
        return device.compile(source.replace(from, to));
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
}
