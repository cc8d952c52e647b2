package io.annals.command.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.annals.api.function.FunctionIds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevisionIdsTest {
  @Test
  void isTheSameAsASetOfText() {
    Random random = new Random(7);
    Set<String> expected = new HashSet<>();
    List<String> everAdded = new ArrayList<>();
    RevisionIds ids = RevisionIds.NONE;
    for (int i = 0; i < 2_000; i++) {
      if (random.nextInt(4) > 0 || expected.isEmpty()) {
        String id =
            random.nextBoolean()
                ? FunctionIds.next()
                : new UUID(random.nextLong(), random.nextLong()).toString();
        everAdded.add(id);
        expected.add(id);
        ids = ids.with(id);
      } else {
        String gone = everAdded.get(random.nextInt(everAdded.size()));
        expected.remove(gone);
        ids = ids.without(gone);
      }
    }

    RevisionIds all = ids;
    assertThat(everAdded).allMatch(id -> all.contains(id) == expected.contains(id));
    assertThat(all.size()).isEqualTo(expected.size());
    assertThat(RevisionIds.ofBytes(all.toBytes())).isEqualTo(all);
    assertThat(all.toBytes()).hasSize(16 * expected.size());
  }

  @Test
  void leavesEarlierStatesAsTheyWere() {
    RevisionIds one = RevisionIds.NONE.with(FunctionFixture.R1);
    RevisionIds two = one.with(FunctionFixture.R2);
    two.with(FunctionFixture.R3);
    two.without(FunctionFixture.R1);

    assertThat(one.contains(FunctionFixture.R2)).isFalse();
    assertThat(two.contains(FunctionFixture.R3)).isFalse();
    assertThat(two.contains(FunctionFixture.R1)).isTrue();
  }
}
