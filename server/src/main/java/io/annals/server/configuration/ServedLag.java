package io.annals.server.configuration;

import java.util.function.LongSupplier;

/**
 * How many events are stored and not shown, wherever the views are carried on; 0 while they are not
 * expected to be close. Cheap.
 */
@FunctionalInterface
interface ServedLag extends LongSupplier {}
