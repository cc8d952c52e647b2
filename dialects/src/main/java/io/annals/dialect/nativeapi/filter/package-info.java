/** Reads the filter language of AIP-160. */
@NullMarked
package io.annals.dialect.nativeapi.filter;

import org.jspecify.annotations.NullMarked;
