package io.annals.sdk.yandex;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged registry as a process, with gRPC in plaintext or under a certificate of its own. */
final class Registry implements AutoCloseable {
  static final String KEY = "sdk-test-key";

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Pattern READY = Pattern.compile("ready at .*gRPC at localhost:(\\d+)");

  private final Process process;
  private final int grpcPort;

  private Registry(Process process, int grpcPort) {
    this.process = process;
    this.grpcPort = grpcPort;
  }

  /** One that speaks plaintext. */
  static Registry plaintext() {
    return start();
  }

  /** One that shows a certificate for localhost. */
  static Registry underTls(Authority authority) {
    return start(
        "--grpc-tls-cert",
        authority.certificate().toString(),
        "--grpc-tls-key",
        authority.key().toString());
  }

  int grpcPort() {
    return grpcPort;
  }

  private static Registry start(String... more) {
    try {
      Path data = Files.createTempDirectory(work(), "data");
      java.util.List<String> command = new java.util.ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          java.util.List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
      command.add(System.getProperty("annals.program"));
      command.addAll(
          java.util.List.of("serve", "--data", data.toString(), "--port", "0", "--grpc-port", "0"));
      command.addAll(java.util.List.of(more));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("ANNALS_"));
      builder.environment().put("ANNALS_ROOT_KEY", KEY);
      Process process = builder.start();
      return new Registry(process, announced(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int announced(Process process) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    StringBuilder said = new StringBuilder();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.append(line).append('\n');
                  Matcher ready = READY.matcher(line);
                  if (ready.find()) {
                    port.complete(Integer.parseInt(ready.group(1)));
                  }
                }
              } catch (IOException e) {
                said.append(e);
              }
              port.completeExceptionally(new IllegalStateException("It said: " + said));
            },
            "registry-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return port.get(120, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("The registry did not start: " + said, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path work() {
    return Path.of(System.getProperty("work.folder"));
  }

  /** A certificate for localhost that signs itself, as PEM and as what Java trusts. */
  record Authority(Path certificate, Path key, Path trust) {

    static Authority create() {
      try {
        Path folder = Files.createTempDirectory(work(), "tls");
        Path store = folder.resolve("key.p12");
        Process keytool =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "registry",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-ext",
                    "bc:c=ca:true",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
          throw new IllegalStateException("keytool: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
          keys.load(in, PASSWORD);
        }
        Certificate certificate = keys.getCertificate("registry");
        Path chain = pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
        Path key =
            pem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("registry", PASSWORD).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("registry", certificate);
        Path trust = folder.resolve("trust.p12");
        try (var out = Files.newOutputStream(trust)) {
          trusted.store(out, PASSWORD);
        }
        return new Authority(chain, key, trust);
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Lets everything in this process trust the certificate. */
    void trustHere() {
      System.setProperty("javax.net.ssl.trustStore", trust.toString());
      System.setProperty("javax.net.ssl.trustStorePassword", new String(PASSWORD));
      System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    }

    private static Path pem(Path file, String type, byte[] der) throws IOException {
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
      return Files.writeString(
          file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
  }
}
