/** Who may come in. */
@NullMarked
package io.annals.server.security;

import org.jspecify.annotations.NullMarked;
