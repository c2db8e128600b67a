package io.gramian.nystrom.stream;

import io.gramian.core.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of raw numbers, of which one part is mapped at a time. */
final class MappedPoints implements PointSource {
    private static final long PART_BYTES = 1 << 28;

    private final FileChannel channel;
    private final int dimension;
    private final Precision precision;
    private final long pointBytes;
    private final long bytes;
    private ByteBuffer part = ByteBuffer.allocate(0);
    private long mapped; // bytes before the end of the current part

    MappedPoints(Path file, int dimension, Precision precision) throws IOException {
        this.dimension = dimension;
        this.precision = precision;
        this.pointBytes = (long) dimension * (precision == Precision.FLOAT ? Float.BYTES : Double.BYTES);
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.bytes = channel.size();
        if (bytes % pointBytes != 0) {
            channel.close();
            throw new IOException(file + ": expected a multiple of " + pointBytes + " bytes, points of " + dimension
                    + " numbers in " + precision + " precision, found " + bytes + " bytes");
        }
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public long size() {
        return bytes / pointBytes;
    }

    @Override
    public boolean next(double[] target) throws IOException {
        if (!part.hasRemaining()) {
            if (mapped == bytes) {
                return false;
            }
            long whole = Math.max(1, PART_BYTES / pointBytes) * pointBytes;
            long length = Math.min(whole, bytes - mapped);
            part = channel.map(FileChannel.MapMode.READ_ONLY, mapped, length).order(ByteOrder.LITTLE_ENDIAN);
            mapped += length;
        }
        for (int k = 0; k < dimension; k++) {
            target[k] = precision == Precision.FLOAT ? part.getFloat() : part.getDouble();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
