/** The registry's projections, as operators look at them and rebuild them. */
@NullMarked
package io.annals.api.projection;

import org.jspecify.annotations.NullMarked;
