/** The questions that the query side answers. */
@NullMarked
package io.annals.api.query;

import org.jspecify.annotations.NullMarked;
