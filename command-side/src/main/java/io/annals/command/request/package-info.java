/** What an aggregate remembers of the requests that changed it, so that a retry is recognised. */
@NullMarked
package io.annals.command.request;

import org.jspecify.annotations.NullMarked;
