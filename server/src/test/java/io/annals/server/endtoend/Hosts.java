package io.annals.server.endtoend;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.List;

/** The hosts that a cluster's processes run on. */
interface Hosts {
  /** One for all. */
  Hosts ALL_HERE =
      new Hosts() {
        @Override
        public List<String> prefix(int node) {
          return List.of();
        }

        @Override
        public String node(int node) {
          return "localhost";
        }

        @Override
        public String database() {
          return "localhost";
        }

        @Override
        public EmbeddedPostgres.Builder opened(EmbeddedPostgres.Builder server) {
          return server;
        }
      };

  /** What starts a command on the host of a node, counting from 0, and becomes it. */
  List<String> prefix(int node);

  /** Where the tests reach a node. */
  String node(int node);

  /** Where everybody reaches the database. */
  String database();

  /** How long a client waits for a node before it turns to another one. */
  default Duration patience() {
    return Duration.ofSeconds(3);
  }

  /** A database server that lets all hosts in. */
  EmbeddedPostgres.Builder opened(EmbeddedPostgres.Builder server);
}
