/** Events that could not be shown. */
@NullMarked
package io.annals.query.letter;

import org.jspecify.annotations.NullMarked;
