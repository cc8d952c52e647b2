package io.annals.dialect.insforge;

import io.annals.api.context.Caller;

/**
 * Who asks.
 *
 * @param byKey whether a key of the registry was sent, not a token
 */
record Identity(Caller caller, boolean byKey) {}
