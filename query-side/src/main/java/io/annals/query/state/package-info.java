/** What a function was as of an event, as the views hold it. */
@NullMarked
package io.annals.query.state;

import org.jspecify.annotations.NullMarked;
