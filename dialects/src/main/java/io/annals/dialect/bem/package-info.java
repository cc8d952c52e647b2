/**
 * The bem dialect: the registry's part of that API, version 3, for its SDKs, its CLI and Terraform.
 */
@NullMarked
package io.annals.dialect.bem;

import org.jspecify.annotations.NullMarked;
