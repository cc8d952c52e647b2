/** The native HTTP API, {@code /v1}. */
@NullMarked
package io.annals.dialect.nativeapi;

import org.jspecify.annotations.NullMarked;
