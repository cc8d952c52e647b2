/** Verifies a history against what was signed of it: {@code annals verify}. */
@NullMarked
package io.annals.server.verifying;

import org.jspecify.annotations.NullMarked;
