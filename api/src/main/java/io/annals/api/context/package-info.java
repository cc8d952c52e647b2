/** Who asks, through what, and with which key to recognise a retry. */
@NullMarked
package io.annals.api.context;

import org.jspecify.annotations.NullMarked;
