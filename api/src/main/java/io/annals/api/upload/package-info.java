/** Code that arrives file by file, before it becomes a revision. */
@NullMarked
package io.annals.api.upload;

import org.jspecify.annotations.NullMarked;
