package io.annals.server.export;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/** The flat table of events in the format of Apache Parquet. */
final class EventTable {
  private static final PrimitiveTypeName NUMBER = PrimitiveTypeName.INT64;
  private static final PrimitiveTypeName TEXT = PrimitiveTypeName.BINARY;

  /** Bytes of rows that are held in memory before they are written. */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  static final MessageType SCHEMA =
      Types.buildMessage()
          .required(NUMBER)
          .named("position")
          .required(TEXT)
          .as(stringType())
          .named("event_id")
          .required(NUMBER)
          .as(timestampType(true, TimeUnit.MICROS))
          .named("time")
          .required(TEXT)
          .as(stringType())
          .named("type")
          .optional(TEXT)
          .as(stringType())
          .named("revision")
          .optional(TEXT)
          .as(stringType())
          .named("namespace")
          .optional(TEXT)
          .as(stringType())
          .named("kind")
          .optional(TEXT)
          .as(stringType())
          .named("aggregate_type")
          .required(TEXT)
          .as(stringType())
          .named("aggregate_id")
          .required(NUMBER)
          .named("sequence")
          .optional(NUMBER)
          .named("version")
          .requiredList()
          .requiredElement(TEXT)
          .as(stringType())
          .named("changed")
          .optional(TEXT)
          .as(stringType())
          .named("principal")
          .optional(TEXT)
          .as(stringType())
          .named("dialect")
          .optional(TEXT)
          .as(stringType())
          .named("request_id")
          .optional(TEXT)
          .as(stringType())
          .named("source")
          .required(TEXT)
          .as(stringType())
          .named("payload")
          .required(NUMBER)
          .named("payload_bytes")
          .named("event");

  private EventTable() {}

  /** A writer of a new file, to be closed. It holds a bounded number of rows in memory. */
  static ParquetWriter<FlatEvent> write(Path file, Map<String, String> notes) throws IOException {
    return new Builder(new LocalOutputFile(file), notes)
        .withConf(new PlainParquetConfiguration())
        .withCodecFactory(new Gzip())
        .withCompressionCodec(CompressionCodecName.GZIP)
        .withRowGroupSize(ROW_GROUP_BYTES)
        .build();
  }

  private static final class Builder extends ParquetWriter.Builder<FlatEvent, Builder> {
    private final Map<String, String> notes;

    Builder(LocalOutputFile file, Map<String, String> notes) {
      super(file);
      this.notes = notes;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<FlatEvent> getWriteSupport(Configuration configuration) {
      return new Rows(notes);
    }

    @Override
    protected WriteSupport<FlatEvent> getWriteSupport(ParquetConfiguration configuration) {
      return new Rows(notes);
    }
  }

  private static final class Rows extends WriteSupport<FlatEvent> {
    private final Map<String, String> notes;
    private @Nullable RecordConsumer row;
    private int field;

    Rows(Map<String, String> notes) {
      this.notes = notes;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, notes);
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(SCHEMA, notes);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      row = consumer;
    }

    @Override
    public void write(FlatEvent event) {
      RecordConsumer to = row;
      if (to == null) {
        throw new IllegalStateException("Not prepared.");
      }
      field = 0;
      to.startMessage();
      add(to, event.position());
      add(to, event.eventId());
      add(to, event.timeMicros());
      add(to, event.type());
      add(to, event.revision());
      add(to, event.namespace());
      add(to, event.kind());
      add(to, event.aggregateType());
      add(to, event.aggregateId());
      add(to, event.sequence());
      add(to, event.version());
      addList(to, event.changed());
      add(to, event.principal());
      add(to, event.dialect());
      add(to, event.requestId());
      add(to, event.source());
      add(to, event.payload());
      add(to, event.payloadBytes());
      to.endMessage();
    }

    private void add(RecordConsumer to, @Nullable Object value) {
      if (value != null) {
        String name = SCHEMA.getFieldName(field);
        to.startField(name, field);
        if (value instanceof Long number) {
          to.addLong(number);
        } else {
          to.addBinary(Binary.fromString((String) value));
        }
        to.endField(name, field);
      }
      field++;
    }

    /** The three levels of a list in Parquet: the list, its repeated group, the element. */
    private void addList(RecordConsumer to, List<String> values) {
      String name = SCHEMA.getFieldName(field);
      to.startField(name, field);
      to.startGroup();
      if (!values.isEmpty()) {
        to.startField("list", 0);
        for (String value : values) {
          to.startGroup();
          to.startField("element", 0);
          to.addBinary(Binary.fromString(value));
          to.endField("element", 0);
          to.endGroup();
        }
        to.endField("list", 0);
      }
      to.endGroup();
      to.endField(name, field);
      field++;
    }
  }
}
