package io.annals.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Knows the version that was built. */
public final class VersionProvider implements IVersionProvider {

  /** The version alone, for example {@code 0.1.0}. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream stream = VersionProvider.class.getResourceAsStream("/annals.properties")) {
      if (stream != null) {
        properties.load(stream);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return properties.getProperty("version", "unknown");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"annals " + version()};
  }
}
