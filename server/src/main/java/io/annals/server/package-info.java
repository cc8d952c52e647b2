/** Runs Annals: the application and its entry point. */
@NullMarked
package io.annals.server;

import org.jspecify.annotations.NullMarked;
