package io.annals.dialect.nativeapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of this API, written by hand in {@code openapi.yaml}, and its page. */
final class OpenApiDocument {
  /** A member of the source that the document is built with, but that is no part of it. */
  private static final String SHARED = "x-shared";

  private static final int MAX_ALIASES = 1000;

  private OpenApiDocument() {}

  /** The document in JSON terms. */
  static Map<String, Object> read() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    try (InputStream source = resource("openapi.yaml").getInputStream()) {
      Map<String, Object> document = new Yaml(new SafeConstructor(options)).load(source);
      document.remove(SHARED);
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that stands beside this class. */
  static ClassPathResource resource(String name) {
    return new ClassPathResource(name, OpenApiDocument.class);
  }

  /** Where Swagger UI's files are on the class path. */
  static String assets() {
    Properties artifact = new Properties();
    try (InputStream properties =
        new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties")
            .getInputStream()) {
      artifact.load(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "classpath:/META-INF/resources/webjars/swagger-ui/"
        + artifact.getProperty("version")
        + "/";
  }
}
