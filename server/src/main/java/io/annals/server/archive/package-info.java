/** Copies of a whole registry: exports in files, and what is made of them again. */
@NullMarked
package io.annals.server.archive;

import org.jspecify.annotations.NullMarked;
