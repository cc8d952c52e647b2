/** A stand-in for Axon Server, for tests where none can be had. */
@NullMarked
package io.annals.server.axonserver;

import org.jspecify.annotations.NullMarked;
