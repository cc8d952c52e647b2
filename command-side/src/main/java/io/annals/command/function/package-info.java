/** The function: what it remembers, what it decides and the rules that it decides by. */
@NullMarked
package io.annals.command.function;

import org.jspecify.annotations.NullMarked;
