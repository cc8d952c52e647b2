/** Long work that has a stored state: it can be looked at, waited for and cancelled. */
@NullMarked
package io.annals.api.job;

import org.jspecify.annotations.NullMarked;
