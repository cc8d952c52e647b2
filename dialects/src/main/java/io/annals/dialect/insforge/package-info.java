/** The functions API of InsForge, as its clients of today and its older documents speak it. */
@NullMarked
package io.annals.dialect.insforge;

import org.jspecify.annotations.NullMarked;
