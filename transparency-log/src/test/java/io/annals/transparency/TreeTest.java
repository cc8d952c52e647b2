package io.annals.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.annals.api.log.TilePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The tree and its proofs. The vectors are those of the reference implementation of Certificate
 * Transparency, which everybody's tests of RFC 6962 use.
 */
class TreeTest {
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static final String H01 =
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
  private static final String H1 =
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
  private static final String H23 =
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  private static final String H4567 =
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  private static final String H4 =
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
  private static final String H67 =
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
  private static final String H0123 =
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
  private static final String H45 =
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

  @Test
  void rootsAreThoseOfTheVectors() {
    Grown grown = new Grown();
    for (int size = 0; size <= LEAVES.size(); size++) {
      assertThat(hex(grown.tree.root())).isEqualTo(ROOTS.get(size));
      assertThat(hex(grown.read().root())).isEqualTo(ROOTS.get(size));
      if (size < LEAVES.size()) {
        grown.add(HexFormat.of().parseHex(LEAVES.get(size)));
      }
    }
  }

  @Test
  void inclusionProofsAreThoseOfTheVectors() {
    assertInclusion(0, 1, List.of());
    assertInclusion(0, 8, List.of(H1, H23, H4567));
    assertInclusion(5, 8, List.of(H4, H67, H0123));
    assertInclusion(2, 3, List.of(H01));
    assertInclusion(1, 5, List.of(ROOTS.get(1), H23, H4));
  }

  private static void assertInclusion(int index, int size, List<String> expected) {
    List<byte[]> proof = vectorTree(size).inclusionProof(index);
    assertThat(proof).map(TreeTest::hex).isEqualTo(expected);
    byte[] leaf = MerkleHash.ofLeaf(HexFormat.of().parseHex(LEAVES.get(index)));
    byte[] root = HexFormat.of().parseHex(ROOTS.get(size));
    assertThat(Proofs.includes(root, size, index, leaf, proof)).isTrue();
  }

  @Test
  void consistencyProofsAreThoseOfTheVectors() {
    assertConsistency(1, 1, List.of());
    assertConsistency(1, 8, List.of(H1, H23, H4567));
    assertConsistency(6, 8, List.of(H45, H67, H0123));
    assertConsistency(2, 5, List.of(H23, H4));
  }

  private static void assertConsistency(int first, int second, List<String> expected) {
    List<byte[]> proof = vectorTree(second).consistencyProof(first);
    assertThat(proof).map(TreeTest::hex).isEqualTo(expected);
    assertThat(
            Proofs.isConsistent(
                HexFormat.of().parseHex(ROOTS.get(first)),
                first,
                HexFormat.of().parseHex(ROOTS.get(second)),
                second,
                proof))
        .isTrue();
  }

  @Test
  void everyProofOfSmallTreesHoldsAndNoOther() {
    Grown grown = new Grown();
    List<byte[]> roots = new ArrayList<>(List.of(grown.tree.root()));
    for (int size = 1; size <= 40; size++) {
      grown.add(new byte[] {(byte) size});
      byte[] root = grown.tree.root();
      roots.add(root);
      TiledTree tree = grown.read();
      for (int index = 0; index < size; index++) {
        List<byte[]> proof = tree.inclusionProof(index);
        byte[] leaf = MerkleHash.ofLeaf(new byte[] {(byte) (index + 1)});
        assertThat(Proofs.includes(root, size, index, leaf, proof)).isTrue();
        assertThat(Proofs.includes(root, size, index, MerkleHash.ofNothing(), proof)).isFalse();
        assertThat(Proofs.includes(roots.get(size - 1), size, index, leaf, proof)).isFalse();
        assertThat(Proofs.includes(root, size, size, leaf, proof)).isFalse();
        assertThat(Proofs.includes(root, 2L * size, index, leaf, proof))
            .as("a proof that ends halfway up a larger tree")
            .isFalse();
        for (List<byte[]> wrong : spoilt(proof)) {
          assertThat(Proofs.includes(root, size, index, leaf, wrong)).isFalse();
        }
      }
      for (int first = 0; first <= size; first++) {
        List<byte[]> proof = tree.consistencyProof(first);
        assertThat(Proofs.isConsistent(roots.get(first), first, root, size, proof)).isTrue();
        if (first > 0 && first < size) {
          byte[] other = MerkleHash.ofNothing();
          assertThat(Proofs.isConsistent(other, first, root, size, proof)).isFalse();
          assertThat(Proofs.isConsistent(roots.get(first), first, other, size, proof)).isFalse();
          for (List<byte[]> wrong : spoilt(proof)) {
            assertThat(Proofs.isConsistent(roots.get(first), first, root, size, wrong)).isFalse();
          }
        }
      }
    }
    assertThat(Proofs.isConsistent(roots.get(5), 5, roots.get(4), 4, List.of())).isFalse();
  }

  /** One hash more, one less, and a bit flipped in each. */
  private static List<List<byte[]>> spoilt(List<byte[]> proof) {
    List<List<byte[]>> spoilt = new ArrayList<>();
    List<byte[]> longer = new ArrayList<>(proof);
    longer.add(MerkleHash.ofNothing());
    spoilt.add(longer);
    for (int i = 0; i < proof.size(); i++) {
      List<byte[]> flipped = new ArrayList<>(proof);
      byte[] hash = proof.get(i).clone();
      hash[i] ^= 1;
      flipped.set(i, hash);
      spoilt.add(flipped);
      List<byte[]> shorter = new ArrayList<>(proof);
      shorter.remove(i);
      spoilt.add(shorter);
    }
    return spoilt;
  }

  @Test
  void aTreeOfThreeLevelsOfTilesHasTheTilesThatTheSpecificationCounts() {
    Grown grown = new Grown();
    Map<Long, byte[]> roots = new HashMap<>();
    for (int i = 0; i < 70_000; i++) {
      if (i % 9_973 == 0) {
        roots.put((long) i, grown.tree.root());
      }
      grown.add(Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    TiledTree tree = grown.read();
    assertThat(grown.count(0, 256)).isEqualTo(273);
    assertThat(grown.partialWidth(0)).isEqualTo(112);
    assertThat(grown.count(1, 256)).isEqualTo(1);
    assertThat(grown.partialWidth(1)).isEqualTo(17);
    assertThat(grown.count(2, 256)).isZero();
    assertThat(grown.partialWidth(2)).isEqualTo(1);

    assertThat(tree.root()).isEqualTo(grown.tree.root());
    roots.forEach(
        (size, root) -> {
          assertThat(tree.root(size)).isEqualTo(root);
          assertThat(
                  Proofs.isConsistent(root, size, tree.root(), 70_000, tree.consistencyProof(size)))
              .isTrue();
        });
    for (long index : List.of(0L, 255L, 256L, 65_535L, 65_536L, 69_999L)) {
      assertThat(
              Proofs.includes(
                  tree.root(), 70_000, index, tree.leaf(index), tree.inclusionProof(index)))
          .isTrue();
    }
  }

  @Test
  void aTreeGoesOnWhereItStopped() {
    Grown whole = new Grown();
    for (int i = 0; i < 600; i++) {
      GrowingTree again =
          GrowingTree.at(i, path -> Optional.ofNullable(whole.tiles().get(path)), (p, h) -> {});
      assertThat(again.root()).isEqualTo(whole.tree.root());
      whole.add(new byte[] {(byte) i, (byte) (i >> 8)});
    }
    assertThatThrownBy(() -> GrowingTree.at(5, path -> Optional.empty(), (p, h) -> {}))
        .isInstanceOf(MissingTileException.class);
    assertThatThrownBy(() -> new TiledTree(5, path -> Optional.of(new byte[31])).root())
        .isInstanceOf(MissingTileException.class);
  }

  private static TiledTree vectorTree(int size) {
    Grown grown = new Grown();
    LEAVES.subList(0, size).forEach(leaf -> grown.add(HexFormat.of().parseHex(leaf)));
    return grown.read();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** A tree and all of its tiles. */
  private static final class Grown {
    private final Map<TilePath, byte[]> full = new HashMap<>();
    private final GrowingTree tree = new GrowingTree(full::put);

    void add(byte[] entry) {
      tree.add(MerkleHash.ofLeaf(entry));
    }

    Map<TilePath, byte[]> tiles() {
      Map<TilePath, byte[]> tiles = new HashMap<>(full);
      tree.partialTiles(tiles::put);
      return tiles;
    }

    TiledTree read() {
      Map<TilePath, byte[]> tiles = tiles();
      return new TiledTree(tree.size(), path -> Optional.ofNullable(tiles.get(path)));
    }

    long count(int level, int width) {
      return tiles().keySet().stream()
          .filter(path -> path.level() == level && path.width() == width)
          .count();
    }

    int partialWidth(int level) {
      return tiles().keySet().stream()
          .filter(path -> path.level() == level && path.width() < TilePath.FULL)
          .mapToInt(TilePath::width)
          .sum();
    }
  }
}
