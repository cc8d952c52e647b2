/** Clients with keys of their own: how they are registered, and the tokens that they get. */
@NullMarked
package io.annals.server.access;

import org.jspecify.annotations.NullMarked;
