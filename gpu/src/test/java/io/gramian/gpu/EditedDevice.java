package io.gramian.gpu;

/** A device that compiles what it is given with one change. */
final class EditedDevice extends ForwardingDevice {
    private final String from;
    private final String to;

    EditedDevice(Device device, String from, String to) {
        super(device);
        this.from = from;
        this.to = to;
    }

    @Override
    public Program compile(String source) {
        if (!source.contains(from)) {
            throw new AssertionError("the source has no " + from);
        }
        return super.compile(source.replace(from, to));
    }
}
