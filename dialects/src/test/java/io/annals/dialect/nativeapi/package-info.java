@NullMarked
package io.annals.dialect.nativeapi;

import org.jspecify.annotations.NullMarked;
