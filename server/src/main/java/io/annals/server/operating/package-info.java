/** Speaks to a running registry as its operator. */
@NullMarked
package io.annals.server.operating;

import org.jspecify.annotations.NullMarked;
