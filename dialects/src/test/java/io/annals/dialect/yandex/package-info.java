/** Tests of the dialect without a registry behind it. */
@NullMarked
package io.annals.dialect.yandex;

import org.jspecify.annotations.NullMarked;
