/** Puts the parts together. */
@NullMarked
package io.annals.server.configuration;

import org.jspecify.annotations.NullMarked;
