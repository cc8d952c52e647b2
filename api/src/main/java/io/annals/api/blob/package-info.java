/** Content-addressed bytes: code files and everything else that is named by its digest. */
@NullMarked
package io.annals.api.blob;

import org.jspecify.annotations.NullMarked;
