package io.annals.server.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that an operator may set. All of them are read once, at the start.
 *
 * @param variable of the environment
 * @param flag of the command line, with its parameter as the help shows it; null for none
 * @param property of the virtual machine or of Spring; null where only the variable is read
 * @param type what it takes
 * @param value what counts where it is not set, as the code has it; null where that is no value but
 *     what {@code without} says
 * @param without what happens where it is not set; empty where {@code value} says it all
 * @param readers the commands that read it
 * @param meaning for the operator, in Markdown
 */
public record Setting(
    String variable,
    @Nullable String flag,
    @Nullable String property,
    Type type,
    @Nullable String value,
    String without,
    String readers,
    String meaning) {

  /** The reader of most. */
  static final String SERVE = "serve";

  /** What a setting takes. */
  public enum Type {
    ADDRESS,
    FILE,
    FOLDER,
    LIST,
    NUMBER,
    PORT,
    SECRET,
    SWITCH,
    TEXT,
    /** A length of time, such as 500ms, 15m or 7d. */
    TIME;

    /** For people. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that is set by a flag, or by a variable. */
  static Setting option(
      String variable, String flag, Type type, @Nullable String value, String readers, String is) {
    return new Setting(variable, flag, null, type, value, "", readers, is);
  }

  /** One that only a variable sets. */
  static Setting variable(
      String variable, Type type, @Nullable String value, String readers, String meaning) {
    return new Setting(variable, null, null, type, value, "", readers, meaning);
  }

  /** One that is a property of the server, and so a variable of its name in capitals. */
  static Setting property(String property, Type type, @Nullable String value, String meaning) {
    String variable = property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return new Setting(variable, null, property, type, value, "", SERVE, meaning);
  }

  /** The same, and what happens where it is not set. */
  Setting without(String words) {
    return new Setting(variable, flag, property, type, value, words, readers, meaning);
  }
}
