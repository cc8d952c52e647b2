/** Builds views anew beside those that are served, and swaps them. */
@NullMarked
package io.annals.query.replay;

import org.jspecify.annotations.NullMarked;
