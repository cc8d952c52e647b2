/** The event catalogue, written from the event types themselves. */
@NullMarked
package io.annals.api.catalogue;

import org.jspecify.annotations.NullMarked;
