/** Names: one claim for each name of a namespace. */
@NullMarked
package io.annals.api.name;

import org.jspecify.annotations.NullMarked;
