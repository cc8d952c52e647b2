/**
 * The whole registry, as its users and operators meet it: over HTTP, as a process, on real stores.
 */
@NullMarked
package io.annals.server.endtoend;

import org.jspecify.annotations.NullMarked;
