/** Secrets: values that are kept only as ciphertext, under a key of their owner. */
@NullMarked
package io.annals.api.secret;

import org.jspecify.annotations.NullMarked;
