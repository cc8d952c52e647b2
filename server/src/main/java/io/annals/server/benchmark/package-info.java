/** What only a server that is being measured has. */
@NullMarked
package io.annals.server.benchmark;

import org.jspecify.annotations.NullMarked;
