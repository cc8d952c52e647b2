package io.annals.dialect.bem;

/** An item of a filter that names a version, such as {@code name.2}: names have no dots. */
record VersionOf(String name, long version) {

  static VersionOf read(String parameter, String item) {
    int dot = item.lastIndexOf('.');
    if (dot < 1) {
      throw BemException.malformed(parameter, "Must have items such as name.2.");
    }
    return new VersionOf(
        item.substring(0, dot), FunctionController.number(item.substring(dot + 1)));
  }
}
