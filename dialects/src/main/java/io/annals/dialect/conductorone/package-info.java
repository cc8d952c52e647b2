/**
 * Speaks the API of ConductorOne's functions, as of its OpenAPI of August 2026 and its SDKs: {@code
 * /api/v1/functions}, {@code /api/v1/search/functions}, the upload of files under {@code /file} and
 * the token endpoint {@code /auth/v1/token}. Everything is synchronous: an answer comes when the
 * views show what it did.
 */
@NullMarked
package io.annals.dialect.conductorone;

import org.jspecify.annotations.NullMarked;
