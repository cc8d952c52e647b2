/** Names: each name of a namespace is claimed by at most one live function. */
@NullMarked
package io.annals.command.name;

import org.jspecify.annotations.NullMarked;
