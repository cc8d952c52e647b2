/** Clients that sign in with a key of their own, and the tokens that they get for it. */
@NullMarked
package io.annals.api.access;

import org.jspecify.annotations.NullMarked;
