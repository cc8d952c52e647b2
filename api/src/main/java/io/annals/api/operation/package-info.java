/** Operations: the life of one accepted command, from stored to visible. */
@NullMarked
package io.annals.api.operation;

import org.jspecify.annotations.NullMarked;
