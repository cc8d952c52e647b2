package io.annals.dialect.nativeapi;

import java.util.Locale;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;

/** The media type of a file, by its name alone. */
final class FileTypes {
  /** Source code, for which the general table has no type or, as for {@code .ts}, a wrong one. */
  private static final Set<String> SOURCES =
      Set.of(
          "c", "cc", "clj", "cpp", "cs", "dart", "env", "ex", "exs", "go", "gradle", "h", "hs",
          "ini", "java", "jsx", "kt", "kts", "lock", "lua", "md", "mod", "php", "pl", "ps1", "py",
          "r", "rb", "rs", "scala", "sh", "sql", "sum", "swift", "tf", "toml", "ts", "tsx", "vue",
          "yaml", "yml");

  private FileTypes() {}

  static String of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    if (dot >= 0 && SOURCES.contains(name.substring(dot + 1))) {
      return "text/plain;charset=utf-8";
    }
    MediaType type = MediaTypeFactory.getMediaType(name).orElse(MediaType.APPLICATION_OCTET_STREAM);
    return type.getType().equals("text") ? type + ";charset=utf-8" : type.toString();
  }
}
