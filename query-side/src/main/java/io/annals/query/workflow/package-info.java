/** Workflows, as they are and as they were, and the functions that they use. */
@NullMarked
package io.annals.query.workflow;

import org.jspecify.annotations.NullMarked;
