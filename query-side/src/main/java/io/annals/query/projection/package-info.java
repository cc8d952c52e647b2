/** How events become views. */
@NullMarked
package io.annals.query.projection;

import org.jspecify.annotations.NullMarked;
