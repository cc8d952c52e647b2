/** What is done after a function was purged. */
@NullMarked
package io.annals.query.purge;

import org.jspecify.annotations.NullMarked;
