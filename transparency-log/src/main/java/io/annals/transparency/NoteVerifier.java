package io.annals.transparency;

import io.annals.api.blob.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A public key of Ed25519 with its name: tells whether a note is signed with it. Written as {@code
 * name+id+key}, the id in 8 hexadecimal digits, the key in base64 behind the byte 1, as Go's {@code
 * sumdb/note} has it. Thread-safe.
 */
public final class NoteVerifier {
  static final int KEY_BYTES = 32;

  private static final byte ED25519 = 1;

  /** What X.509 puts before the 32 bytes of a key (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] key;
  private final byte[] id;
  private final PublicKey publicKey;

  NoteVerifier(String name, byte[] key) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name a key: it may hold neither blanks nor '+'");
    }
    this.name = name;
    this.key = key.clone();
    this.id = id(name, key);
    this.publicKey = publicKey(key);
  }

  /**
   * Reads {@code name+id+key}.
   *
   * @throws IllegalArgumentException if it is no key of Ed25519
   */
  public static NoteVerifier parse(String written) {
    String[] parts = written.strip().split("\\+", 3);
    if (parts.length == 3) {
      try {
        byte[] key = Base64.getDecoder().decode(parts[2]);
        if (key.length == KEY_BYTES + 1 && key[0] == ED25519) {
          NoteVerifier verifier =
              new NoteVerifier(parts[0], Arrays.copyOfRange(key, 1, key.length));
          if (HexFormat.of().formatHex(verifier.id).equals(parts[1])) {
            return verifier;
          }
        }
      } catch (IllegalArgumentException e) {
        // Said below, like the others.
      }
    }
    throw new IllegalArgumentException(
        "'" + written.strip() + "' is not a public key of the form name+id+key");
  }

  /** Whether a text can name a key, and so a log. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.indexOf('+') < 0
        && text.chars()
            .noneMatch(
                c ->
                    Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c));
  }

  /** The key's name. */
  public String name() {
    return name;
  }

  /** The key as {@code name+id+key}. */
  public String written() {
    byte[] typed = ByteBuffer.allocate(KEY_BYTES + 1).put(ED25519).put(key).array();
    return name
        + "+"
        + HexFormat.of().formatHex(id)
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /** Whether the note bears a signature of this key, and a right one. */
  public boolean verifies(SignedNote note) {
    for (SignedNote.Signature signature : note.signatures()) {
      byte[] bytes = signature.bytes();
      if (signature.name().equals(name)
          && bytes.length > id.length
          && Arrays.equals(Arrays.copyOf(bytes, id.length), id)) {
        return verifies(note.text(), Arrays.copyOfRange(bytes, id.length, bytes.length));
      }
    }
    return false;
  }

  private boolean verifies(String text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(publicKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  byte[] id() {
    return id.clone();
  }

  static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  private static byte[] id(String name, byte[] key) {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(name.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) '\n');
    sha256.update(ED25519);
    return Arrays.copyOf(sha256.digest(key), Integer.BYTES);
  }

  private static PublicKey publicKey(byte[] key) {
    byte[] encoded = ByteBuffer.allocate(X509.length + key.length).put(X509).put(key).array();
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("It is not a public key of Ed25519.", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteVerifier that && written().equals(that.written());
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(key));
  }

  @Override
  public String toString() {
    return written();
  }
}
