/** The transparency log over HTTP, as C2SP's tlog-tiles has it. */
@NullMarked
package io.annals.dialect.tlog;

import org.jspecify.annotations.NullMarked;
