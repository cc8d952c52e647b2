/** The history as a table that analysts load. */
@NullMarked
package io.annals.server.export;

import org.jspecify.annotations.NullMarked;
