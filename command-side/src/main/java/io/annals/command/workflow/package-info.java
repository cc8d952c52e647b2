/** Workflows: decides what may happen to one. */
@NullMarked
package io.annals.command.workflow;

import org.jspecify.annotations.NullMarked;
