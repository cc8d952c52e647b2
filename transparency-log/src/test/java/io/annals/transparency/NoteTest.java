package io.annals.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed notes; the key and the note are those of the documentation of Go's sumdb/note. */
class NoteTest {
  private static final String SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String PUBLIC =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  private static final String TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";
  private static final String NOTE =
      TEXT
          + "\n— PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  @Test
  void aNoteOfGoIsVerified() {
    NoteVerifier verifier = NoteVerifier.parse(PUBLIC);
    assertThat(verifier.name()).isEqualTo("PeterNeumann");
    assertThat(verifier.written()).isEqualTo(PUBLIC);
    SignedNote note = SignedNote.parse(NOTE);
    assertThat(note.text()).isEqualTo(TEXT);
    assertThat(verifier.verifies(note)).isTrue();
    assertThat(verifier.verifies(SignedNote.parse(NOTE.replace("answer", "Answer")))).isFalse();
    assertThat(verifier.verifies(SignedNote.parse(NOTE.replace("y", "z")))).isFalse();
  }

  @Test
  void theSignatureIsThatOfGo() {
    byte[] seed = Base64.getDecoder().decode(SECRET);
    byte[] key = Base64.getDecoder().decode(PUBLIC.substring(PUBLIC.lastIndexOf('+') + 1));
    byte[] both =
        ByteBuffer.allocate(64)
            .put(Arrays.copyOfRange(seed, 1, 33))
            .put(Arrays.copyOfRange(key, 1, 33))
            .array();
    NoteSigner signer = NoteSigner.of("PeterNeumann", both);
    assertThat(signer.verifier().written()).isEqualTo(PUBLIC);
    assertThat(signer.sign(TEXT)).isEqualTo(NOTE);
  }

  @Test
  void aFreshKeySignsAndItsOwnNameStays() {
    byte[] key = NoteSigner.freshKey();
    NoteSigner signer = NoteSigner.of("", key);
    NoteVerifier verifier = NoteVerifier.parse(signer.verifier().written());
    Checkpoint checkpoint = new Checkpoint(verifier.name(), 7, MerkleHash.ofNothing());
    SignedNote note = SignedNote.parse(signer.sign(checkpoint.text()));
    assertThat(verifier.verifies(note)).isTrue();
    assertThat(Checkpoint.parse(note.text())).isEqualTo(checkpoint);
    assertThat(NoteSigner.of("", key).verifier()).isEqualTo(verifier);
    assertThat(NoteSigner.of("example.org/log", key).verifier().verifies(note)).isFalse();
    assertThat(NoteSigner.of("", NoteSigner.freshKey()).verifier().verifies(note)).isFalse();
  }

  @Test
  void aSignatureOfAnotherKeyIsPassedOver() {
    String other = "\u2014 somebody.example Az3grlgtzPICa5OS8npVmf1Myq8=\n";
    SignedNote note = SignedNote.parse(NOTE + other);
    assertThat(note.signatures()).hasSize(2);
    assertThat(NoteVerifier.parse(PUBLIC).verifies(note)).isTrue();
  }

  /** The checkpoint that the specification shows. */
  @Test
  void theCheckpointOfTheSpecificationIsRead() {
    SignedNote note =
        SignedNote.parse(
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
                + "— example.com/behind-the-sofa"
                + " Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n");
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(checkpoint.size()).isEqualTo(20_852_163);
    assertThat(checkpoint.text()).isEqualTo(note.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n",
        "a\n1\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
      })
  void whatIsNoCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\n", "a\n\nb\n", "a\n\n— name\n", "a\n\n— name ###\n", "a\n\n— n x"})
  void whatIsNoNoteIsRefused(String text) {
    assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Apc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+###"
      })
  void whatIsNoKeyIsRefused(String written) {
    assertThatThrownBy(() -> NoteVerifier.parse(written))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
