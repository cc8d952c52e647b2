/** The gRPC server: who may come in, health, reflection, TLS. */
@NullMarked
package io.annals.server.grpc;

import org.jspecify.annotations.NullMarked;
