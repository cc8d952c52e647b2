/** The events as they are stored, in the order of all of them: for audit, export and proof. */
@NullMarked
package io.annals.api.log;

import org.jspecify.annotations.NullMarked;
