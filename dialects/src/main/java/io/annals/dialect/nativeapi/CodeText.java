package io.annals.dialect.nativeapi;

import io.annals.api.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Turns the text of a file into its bytes. */
final class CodeText {
  private CodeText() {}

  static byte[] utf8(JsonParser json, String path) {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw ProblemException.invalid(path, "Must be a string.");
    }
    CharBuffer text =
        CharBuffer.wrap(json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(text);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw ProblemException.invalid(
          path, "Holds one half of a surrogate pair; send whole characters, or base64.");
    }
  }
}
