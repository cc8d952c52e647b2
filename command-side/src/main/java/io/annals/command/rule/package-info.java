/** What rules are made of: sentences that hold or do not, and the shapes of values. */
@NullMarked
package io.annals.command.rule;

import org.jspecify.annotations.NullMarked;
