/** Tests of the query side on the real databases. */
@NullMarked
package io.annals.query;

import org.jspecify.annotations.NullMarked;
