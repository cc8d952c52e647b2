@NullMarked
package io.annals.dialect.nativeapi.filter;

import org.jspecify.annotations.NullMarked;
