package io.annals.server.settings;

import static io.annals.server.settings.Setting.SERVE;
import static io.annals.server.settings.Setting.option;
import static io.annals.server.settings.Setting.property;
import static io.annals.server.settings.Setting.variable;

import io.annals.server.settings.Setting.Type;
import java.util.List;

/**
 * Every setting there is. A test holds it against the code that reads them, and the table of
 * docs/operations.md against it.
 */
public final class SettingCatalogue {
  private static final String CALLS = "import, keys, replay";
  private static final String CALLS_AND_HEALTH = CALLS + ", health";
  private static final String STORES = SERVE + ", export, restore, backup, verify";
  private static final String ALL_COMMANDS = "all";
  private static final String LAUNCHER = "the launcher";

  private static final List<Setting> ALL =
      List.of(
          // Serving
          option(
              "ANNALS_DATA",
              "--data DIR",
              Type.FOLDER,
              "data",
              ALL_COMMANDS,
              "everything that is kept on this machine; one process at a time"),
          option(
              "ANNALS_PORT",
              "--port PORT",
              Type.PORT,
              "8080",
              SERVE + ", " + CALLS_AND_HEALTH,
              "HTTP; 0 for any free one"),
          option(
              "ANNALS_GRPC_PORT",
              "--grpc-port PORT",
              Type.PORT,
              "9090",
              SERVE,
              "gRPC: the [Yandex dialect](dialects/yandex.md), health, reflection; 0 for any free"
                  + " one"),
          option(
                  "ANNALS_GRPC_TLS_CERT",
                  "--grpc-tls-cert FILE",
                  Type.FILE,
                  null,
                  SERVE,
                  "certificate chain of gRPC, PEM; goes with the key")
              .without("plaintext"),
          option(
                  "ANNALS_GRPC_TLS_KEY",
                  "--grpc-tls-key FILE",
                  Type.FILE,
                  null,
                  SERVE,
                  "private key of the certificate, PEM, not encrypted")
              .without("plaintext"),
          option(
                  "ANNALS_PUBLIC_GRPC_ADDRESS",
                  "--public-grpc-address HOST:PORT",
                  Type.ADDRESS,
                  null,
                  SERVE,
                  "where clients reach gRPC, as `/endpoints` tells them")
              .without("the host that each client called"),
          variable(
              "ANNALS_VIRTUAL_THREADS",
              Type.SWITCH,
              "true",
              SERVE,
              "`false`: platform threads also on JDK 21 and later"),
          // Stores
          option(
              "ANNALS_STORE",
              "--store sqlite|postgres|axon-server",
              Type.TEXT,
              "sqlite",
              STORES,
              "where events, code and views live: see [choosing a mode](#choosing-a-mode)"),
          option(
                  "ANNALS_AXON_SERVERS",
                  "--axon-servers HOST[:PORT]",
                  Type.LIST,
                  "",
                  STORES,
                  "Axon Server, or the nodes of its cluster; port 8124 where none is named")
              .without("needed with Axon Server"),
          option(
              "ANNALS_AXON_CONTEXT",
              "--axon-context NAME",
              Type.TEXT,
              "default",
              STORES,
              "the context of Axon Server, which is the registry's alone"),
          variable("ANNALS_AXON_TOKEN", Type.SECRET, null, STORES, "for its access control")
              .without("none is sent"),
          option(
              "ANNALS_AXON_TLS",
              "--axon-tls true|false",
              Type.SWITCH,
              "false",
              STORES,
              "whether to speak TLS with Axon Server"),
          option(
                  "ANNALS_AXON_CA",
                  "--axon-ca FILE",
                  Type.FILE,
                  "",
                  STORES,
                  "certificates that Axon Server's is trusted by, PEM; goes with TLS")
              .without("those of the JDK"),
          option(
                  "ANNALS_ROLES",
                  "--roles ROLE[,ROLE]",
                  Type.LIST,
                  "",
                  SERVE,
                  "what this node does: `command`, `query`, `gateway`; less than all needs Axon"
                      + " Server")
              .without("all"),
          variable(
                  "ANNALS_POSTGRES_URL",
                  Type.ADDRESS,
                  null,
                  STORES,
                  "`jdbc:postgresql://host:5432/database`; PostgreSQL's JDBC parameters after a `?`")
              .without("needed with PostgreSQL"),
          variable(
                  "ANNALS_POSTGRES_USER",
                  Type.TEXT,
                  null,
                  STORES,
                  "who connects; owns the schemas `annals`, `annals_views`, `annals_analytics` and"
                      + " `annals_log`, or may create them")
              .without("that of the URL"),
          variable("ANNALS_POSTGRES_PASSWORD", Type.SECRET, null, STORES, "of that user")
              .without("that of the URL"),
          // Keys
          variable(
                  "ANNALS_ROOT_KEY",
                  Type.SECRET,
                  null,
                  SERVE + ", " + CALLS + ", verify",
                  "the root key, printable ASCII without blanks; replaces the one in"
                      + " `DATA/root.key`")
              .without("`DATA/root.key`, made on the first start"),
          variable(
                  "ANNALS_MASTER_KEY",
                  Type.SECRET,
                  null,
                  SERVE,
                  "the key that secrets are kept under: 32 random bytes in base64 (`openssl rand"
                      + " -base64 32`). Nodes that share a PostgreSQL share it")
              .without("`DATA/master.key`, made on the first start"),
          variable(
                  "ANNALS_MASTER_KEY_FILE",
                  Type.FILE,
                  null,
                  SERVE,
                  "a file that holds the master key; wins over the variable")
              .without("none"),
          variable(
                  "ANNALS_KEY",
                  Type.SECRET,
                  null,
                  CALLS + ", verify",
                  "the key that a command calls a registry with")
              .without("`ANNALS_ROOT_KEY`, else `DATA/root.key`"),
          option(
                  "ANNALS_SERVER",
                  "--server URL",
                  Type.ADDRESS,
                  "",
                  CALLS_AND_HEALTH,
                  "the registry that a command calls")
              .without("`http://localhost:PORT`"),
          property("annals.tokens.life", Type.TIME, "1h", "how long an access token is good"),
          // Waits and limits
          property(
              "annals.native.grace",
              Type.TIME,
              "100ms",
              "how long an answer of `/v1` waits for its change to be visible, where the request"
                  + " does not say"),
          property(
              "annals.yandex.grace",
              Type.TIME,
              "100ms",
              "the same of the [Yandex dialect](dialects/yandex.md)"),
          property(
              "annals.conductorone.patience",
              Type.TIME,
              "5s",
              "how long an answer of the [ConductorOne dialect](dialects/conductorone.md) waits"
                  + " for its change to be visible, at the most"),
          property(
              "annals.conductorone.upload-life",
              Type.TIME,
              "1h",
              "how long an upload address is good"),
          property(
              "annals.bem.patience",
              Type.TIME,
              "5s",
              "how long an answer of the [bem dialect](dialects/bem.md) waits, at the most"),
          property(
              "annals.bem.name-retention",
              Type.TIME,
              "1h",
              "how long the bem dialect keeps the name of what was deleted; `0s` for not at all"),
          property(
              "annals.feed.streams",
              Type.NUMBER,
              "64",
              "how many streams of the [event feed](audit.md) may be open at the same time, half"
                  + " of them of one key; each holds a thread"),
          property(
              "annals.feed.beat", Type.TIME, "15s", "the longest silence on a stream of the feed"),
          property(
              "annals.purge.grace",
              Type.TIME,
              "15m",
              "how long the code of a purged function is kept, out of reach, before it is removed;"
                  + " longer than any request takes"),
          property(
              "annals.jobs.silence",
              Type.TIME,
              "20s",
              "how long the other nodes wait for a word of a replay before they end it as"
                  + " `ABORTED`"),
          property(
                  "annals.log.origin",
                  Type.TEXT,
                  "",
                  "the name of the"
                      + " [transparency log](decisions/0017-a-transparency-log-over-the-events.md)"
                      + " and of its key, best an address of yours without `https://`. Another"
                      + " name later is another log to those who kept the old key")
              .without("made of the signing key"),
          // The InsForge dialect
          property(
              "annals.insforge.patience",
              Type.TIME,
              "5s",
              "how long an answer of the [InsForge dialect](dialects/insforge.md) waits, at the"
                  + " most"),
          property("annals.insforge.admin.user", Type.TEXT, null, "who may log in with a password")
              .without("nobody"),
          property("annals.insforge.admin.password", Type.SECRET, null, "the password")
              .without("nobody"),
          property("annals.insforge.admin.session", Type.TIME, "15m", "how long a login is good"),
          property(
              "annals.insforge.admin.project",
              Type.TEXT,
              "default",
              "the namespace that who logs in works in"),
          property(
                  "annals.insforge.jwt.secret",
                  Type.SECRET,
                  null,
                  "the HS256 secret, 32 bytes or more, of another issuer whose tokens are believed")
              .without("no other issuer"),
          property(
              "annals.insforge.jwt.project",
              Type.TEXT,
              "default",
              "the namespace of that issuer's tokens"),
          property(
              "annals.insforge.writes.limit",
              Type.NUMBER,
              "0",
              "changes that one address may make in a window; 0 for any number"),
          property("annals.insforge.writes.window", Type.TIME, "5m", "how long a window lasts"),
          property(
                  "annals.insforge.code.forbidden",
                  Type.LIST,
                  null,
                  "regular expressions of code that is refused, with commas between; empty for"
                      + " none")
              .without("the vendor's"),
          // Around the server
          property(
                  "annals.benchmark",
                  Type.SWITCH,
                  null,
                  "adds the no-op route that [benchmarks](benchmarks.md) compare with; not for"
                      + " service")
              .without("no such route"),
          variable("ANNALS_JAVA_HOME", Type.FOLDER, null, LAUNCHER, "the JDK to run on")
              .without("the newest found"),
          variable(
                  "ANNALS_JAVA_OPTS",
                  Type.TEXT,
                  null,
                  LAUNCHER,
                  "more options of the virtual machine, such as `-Xmx2g`")
              .without("none"));

  private SettingCatalogue() {}

  /** The settings, in the order in which they are shown. */
  public static List<Setting> all() {
    return ALL;
  }
}
