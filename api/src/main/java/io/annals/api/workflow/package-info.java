/** Workflows: what may be asked of one, and what has happened to it. */
@NullMarked
package io.annals.api.workflow;

import org.jspecify.annotations.NullMarked;
