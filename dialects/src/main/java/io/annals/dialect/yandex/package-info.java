/** The API of Yandex Cloud Functions: one set of handlers, spoken over gRPC and over REST. */
@NullMarked
package io.annals.dialect.yandex;

import org.jspecify.annotations.NullMarked;
