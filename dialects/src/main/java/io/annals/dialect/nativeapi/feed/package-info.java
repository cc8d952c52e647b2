/** The event feed: which events, from where, in which form, and to how many at a time. */
@NullMarked
package io.annals.dialect.nativeapi.feed;

import org.jspecify.annotations.NullMarked;
