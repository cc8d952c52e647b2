/** What queries answer with. */
@NullMarked
package io.annals.api.resource;

import org.jspecify.annotations.NullMarked;
