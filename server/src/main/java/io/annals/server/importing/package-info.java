/** Registers the functions found in a folder of sources. */
@NullMarked
package io.annals.server.importing;

import org.jspecify.annotations.NullMarked;
