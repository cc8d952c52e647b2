/** The command line. */
@NullMarked
package io.annals.server.cli;

import org.jspecify.annotations.NullMarked;
