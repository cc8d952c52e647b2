/** JSON as it stands in the views. */
@NullMarked
package io.annals.query.json;

import org.jspecify.annotations.NullMarked;
