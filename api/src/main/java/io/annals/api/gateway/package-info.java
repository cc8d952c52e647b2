/** What everybody needs who speaks to Axon's gateways and has to answer a client meanwhile. */
@NullMarked
package io.annals.api.gateway;

import org.jspecify.annotations.NullMarked;
