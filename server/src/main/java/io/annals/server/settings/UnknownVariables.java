package io.annals.server.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds variables of the environment that look like settings and are none: a misspelt setting is
 * not set, and nothing else would say so.
 */
public final class UnknownVariables {
  private static final String OURS = "ANNALS_";

  /** For tests alone. */
  private static final String TESTS = "ANNALS_TEST_";

  /** What Kubernetes and Docker put into the environment for a service whose name begins so. */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

  private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

  /** So many letters may be wrong in a name that was meant. */
  private static final int NEAR = 3;

  private UnknownVariables() {}

  /** A sentence for each of them, in the order of their names. */
  public static List<String> sentences(Map<String, String> environment) {
    List<String> known = SettingCatalogue.all().stream().map(Setting::variable).toList();
    return environment.keySet().stream()
        .filter(name -> name.startsWith(OURS) && !name.startsWith(TESTS))
        .filter(name -> !known.contains(name) && !OF_A_SERVICE.matcher(name).matches())
        .filter(name -> !ADDRESS_OF_A_SERVICE.matcher(environment.getOrDefault(name, "")).matches())
        .sorted()
        .map(
            name ->
                name
                    + " is no setting and has no effect"
                    + nearest(name, known).map(near -> "; was " + near + " meant?").orElse(""))
        .toList();
  }

  private static Optional<String> nearest(String name, List<String> known) {
    return known.stream()
        .filter(each -> distance(name, each) <= NEAR)
        .min(Comparator.comparingInt(each -> distance(name, each)));
  }

  /** The letters that have to be put in, taken out or exchanged (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
