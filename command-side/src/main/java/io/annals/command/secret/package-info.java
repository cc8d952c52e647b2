/** The secrets of namespaces: decided and remembered in one place, so that no view copies them. */
@NullMarked
package io.annals.command.secret;

import org.jspecify.annotations.NullMarked;
