/** The command side as one module of an Axon configuration. */
@NullMarked
package io.annals.command;

import org.jspecify.annotations.NullMarked;
