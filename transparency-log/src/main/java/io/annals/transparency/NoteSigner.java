package io.annals.transparency;

import io.annals.api.blob.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Signs notes with Ed25519. Thread-safe. */
public final class NoteSigner {
  private static final int ID_BYTES = 8;

  private final PrivateKey key;
  private final NoteVerifier verifier;

  private NoteSigner(PrivateKey key, NoteVerifier verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /** A new key: its seed of 32 bytes, and then the 32 bytes of its public half. */
  public static byte[] freshKey() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      return ByteBuffer.allocate(2 * NoteVerifier.KEY_BYTES)
          .put(seed)
          .put(NoteVerifier.raw(pair.getPublic()))
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has Ed25519.", e);
    }
  }

  /**
   * A signer.
   *
   * @param name of the key, and of the log; empty for one that is made of the key and so stays
   * @param key as {@link #freshKey} made it
   * @throws IllegalArgumentException if the name cannot be one, or the key is none
   */
  public static NoteSigner of(String name, byte[] key) {
    if (key.length != 2 * NoteVerifier.KEY_BYTES) {
      throw new IllegalArgumentException("It is not a key of Ed25519.");
    }
    byte[] seed = Arrays.copyOf(key, NoteVerifier.KEY_BYTES);
    byte[] known = Arrays.copyOfRange(key, NoteVerifier.KEY_BYTES, key.length);
    NoteVerifier verifier = new NoteVerifier(name.isEmpty() ? nameOf(known) : name, known);
    try {
      PrivateKey secret =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      return new NoteSigner(secret, verifier);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("It is not a key of Ed25519.", e);
    }
  }

  /** The public half. */
  public NoteVerifier verifier() {
    return verifier;
  }

  /**
   * Signs a text.
   *
   * @param text that ends with a line break
   * @return the note
   */
  public String sign(String text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      byte[] signature = ed25519.sign();
      byte[] id = verifier.id();
      byte[] bytes =
          ByteBuffer.allocate(id.length + signature.length).put(id).put(signature).array();
      return text
          + "\n\u2014 "
          + verifier.name()
          + " "
          + Base64.getEncoder().encodeToString(bytes)
          + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A note could not be signed.", e);
    }
  }

  private static String nameOf(byte[] publicKey) {
    byte[] digest = Digest.sha256().digest(publicKey);
    return "annals/" + HexFormat.of().formatHex(digest, 0, ID_BYTES);
  }
}
