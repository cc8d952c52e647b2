/**
 * The function: its definition, the commands that change it and the events that tell it changed.
 */
@NullMarked
package io.annals.api.function;

import org.jspecify.annotations.NullMarked;
