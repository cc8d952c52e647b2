/** Commands and queries through Axon Server, for the sides of a registry that run apart. */
@NullMarked
package io.annals.server.axonserver;

import org.jspecify.annotations.NullMarked;
