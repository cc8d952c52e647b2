/** The language of Annals: what can be asked of it, what it answers and what has happened in it. */
@NullMarked
package io.annals.api;

import org.jspecify.annotations.NullMarked;
