package io.annals.server;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a node does for the registry. */
public enum Role {
  /** Decides: holds the aggregates. */
  COMMAND,
  /** Remembers: carries the views on and answers from them. */
  QUERY,
  /** Speaks: serves the dialects, over HTTP and gRPC. */
  GATEWAY;

  /** All of them, as one node alone needs. */
  public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));

  /** The name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads names with commas between.
   *
   * @return all roles where nothing is named
   * @throws IllegalArgumentException with a sentence for the operator if a name is none
   */
  public static Set<Role> parse(String text) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String word : text.split(",", -1)) {
      String name = word.strip();
      if (!name.isEmpty()) {
        roles.add(
            Arrays.stream(values())
                .filter(role -> role.word().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "'" + name + "' is no role; --roles takes any of " + words(ALL))));
      }
    }
    return roles.isEmpty() ? ALL : Set.copyOf(roles);
  }

  /** The names, with commas between. */
  public static String words(Set<Role> roles) {
    return roles.stream().sorted().map(Role::word).collect(Collectors.joining(","));
  }
}
