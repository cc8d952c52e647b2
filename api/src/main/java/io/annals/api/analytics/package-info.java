/** Questions about how much changed, where and by whom, and how soon it was seen. */
@NullMarked
package io.annals.api.analytics;

import org.jspecify.annotations.NullMarked;
