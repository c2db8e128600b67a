package io.gramian.gpu;

import io.gramian.core.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device that is the host: kernels run from the same source, memory is poisoned where it is new, and what the libraries
 * do is done in the obvious way. Counts the memory in use.
 */
final class EmulatedDevice implements Device {
    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    EmulatedDevice(long capacity) {
        this.capacity = capacity;
    }

    /** Bytes that were allocated and not given back. */
    long used() {
        return used.get();
    }

    @Override
    public String description() {
        return "emulated on the host";
    }

    @Override
    public int multiprocessors() {
        return 2;
    }

    @Override
    public long freeBytes() {
        return capacity - used.get();
    }

    @Override
    public void await() {
        // launches have run when they return
    }

    @Override
    public Buffer allocate(long bytes) {
        if (used.addAndGet(bytes) > capacity) {
            used.addAndGet(-bytes);
            throw new IllegalArgumentException(
                    "device memory: " + bytes + " bytes asked for, " + freeBytes() + " free");
        }
        return new HostBuffer(bytes);
    }

    private final class HostBuffer extends Buffer {
        private ByteBuffer numbers;
        private final long address;

        HostBuffer(long bytes) {
            super(bytes);
            this.numbers = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
            this.address = Emulator.address(numbers);
            fill(-1); // not a number in either precision
        }

        @Override
        long address() {
            from(0); // is it open?
            return address;
        }

        private ByteBuffer from(long offset) {
            if (numbers == null) {
                throw new IllegalStateException("the buffer is closed");
            }
            return numbers.duplicate().order(ByteOrder.nativeOrder()).position(Math.toIntExact(offset));
        }

        @Override
        void write(long offset, Object array, int from, int count) {
            ByteBuffer to = from(offset);
            if (array instanceof double[] doubles) {
                to.asDoubleBuffer().put(doubles, from, count);
            } else if (array instanceof float[] floats) {
                to.asFloatBuffer().put(floats, from, count);
            } else {
                to.asIntBuffer().put((int[]) array, from, count);
            }
        }

        @Override
        void read(long offset, Object array, int from, int count) {
            ByteBuffer at = from(offset);
            if (array instanceof double[] doubles) {
                at.asDoubleBuffer().get(doubles, from, count);
            } else if (array instanceof float[] floats) {
                at.asFloatBuffer().get(floats, from, count);
            } else {
                at.asIntBuffer().get((int[]) array, from, count);
            }
        }

        @Override
        void clear() {
            fill(0);
        }

        private void fill(int value) {
            int at = 0;
            for (; at + 8 <= numbers.capacity(); at += 8) {
                numbers.putLong(at, value);
            }
            for (; at < numbers.capacity(); at++) {
                numbers.put(at, (byte) value);
            }
        }

        @Override
        public synchronized void close() {
            if (numbers != null) {
                numbers = null;
                used.addAndGet(-bytes());
            }
        }
    }

    private static final class HostProgram implements Program {
        private final long handle;
        private final Map<String, Long> kernels = new ConcurrentHashMap<>();

        HostProgram(long handle) {
            this.handle = handle;
        }

        long kernel(String name) {
            long symbol = kernels.computeIfAbsent(name, key -> Emulator.symbol(handle, "launch_" + key));
            if (symbol == 0) {
                throw new IllegalStateException("there is no kernel " + name);
            }
            return symbol;
        }
    }

    private static final Map<String, HostProgram> PROGRAMS = new ConcurrentHashMap<>();

    @Override
    public Program compile(String source) {
        return PROGRAMS.computeIfAbsent(source, text -> new HostProgram(Emulator.compile(text)));
    }

    @Override
    public void launch(Program program, String kernel, long blocks, int blocksDown, int threads, Object... arguments) {
        if (blocksDown > MOST_DOWN || blocks < 1 || blocksDown < 1) {
            throw new IllegalArgumentException("blocks: " + blocks + " x " + blocksDown);
        }
        KernelArguments flat = KernelArguments.of(arguments);
        synchronized (PROGRAMS) { // fibres are the emulation's own, one launch at a time
            Emulator.launch(
                    ((HostProgram) program).kernel(kernel),
                    Math.toIntExact(blocks),
                    blocksDown,
                    threads,
                    flat.words(),
                    flat.places());
        }
    }

    @Override
    public Transform transform(Precision precision, int[] shape, int count) {
        return new HostTransform(precision, shape, count);
    }

    @Override
    public Routines routines(Precision precision) {
        return new ObviousRoutines(precision, false);
    }

    @Override
    public Routines tensorRoutines() {
        return new ObviousRoutines(Precision.FLOAT, true);
    }
}
