package io.annals.dialect.yandex;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.annals.dialect.yandex.proto.access.AccessProto;
import io.annals.dialect.yandex.proto.functions.FunctionProto;
import io.annals.dialect.yandex.proto.functions.FunctionServiceProto;
import io.annals.dialect.yandex.proto.operation.Operation;
import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The proto3 JSON mapping, by protobuf's own library. */
final class Json {
  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder()
          .add(FunctionProto.getDescriptor().getMessageTypes())
          .add(FunctionServiceProto.getDescriptor().getMessageTypes())
          .add(AccessProto.getDescriptor().getMessageTypes())
          .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
          .add(Empty.getDescriptor())
          .build();

  /** {@code done} is printed also where it is false: scripts look at it. */
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(TYPES)
          .includingDefaultValueFields(Set.of(Operation.getDescriptor().findFieldByName("done")))
          .omittingInsignificantWhitespace();

  private static final JsonFormat.Parser PARSER = JsonFormat.parser().usingTypeRegistry(TYPES);
  private static final JsonFormat.Parser LENIENT_PARSER =
      JsonFormat.parser().ignoringUnknownFields();
  private static final JsonMapper TERMS = JsonMapper.builder().build();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Json() {}

  static String print(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads strictly: an unknown field is refused. */
  static void merge(Reader json, Message.Builder into) throws IOException {
    PARSER.merge(json, into);
  }

  /** Reads strictly: an unknown field is refused. */
  static void merge(String json, Message.Builder into) throws InvalidProtocolBufferException {
    PARSER.merge(json, into);
  }

  /** A message in JSON terms, as the registry keeps it. */
  static Map<String, Object> terms(MessageOrBuilder message) {
    return TERMS.readValue(print(message), OBJECT);
  }

  /**
   * Reads what the registry keeps into a message. What the message has no field for is passed over,
   * and so is a member that does not fit its field, for others may have written it.
   */
  static void mergeTerms(Map<String, ?> terms, Message.Builder into) {
    Message.Builder whole = into.getDefaultInstanceForType().newBuilderForType();
    try {
      LENIENT_PARSER.merge(TERMS.writeValueAsString(terms), whole);
      into.mergeFrom(whole.buildPartial());
    } catch (InvalidProtocolBufferException e) {
      if (terms.size() > 1) {
        terms.forEach((name, value) -> mergeTerms(singleton(name, value), into));
      }
    }
  }

  private static Map<String, ?> singleton(String name, Object value) {
    Map<String, Object> one = new java.util.HashMap<>();
    one.put(name, value);
    return one;
  }
}
