/** What an operator may set, in one list. */
@NullMarked
package io.annals.server.settings;

import org.jspecify.annotations.NullMarked;
