/** Lists: their pages, orders and filters. */
@NullMarked
package io.annals.query.list;

import org.jspecify.annotations.NullMarked;
