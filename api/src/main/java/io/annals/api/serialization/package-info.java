/** How events are written down, under names and revisions that outlive the classes. */
@NullMarked
package io.annals.api.serialization;

import org.jspecify.annotations.NullMarked;
