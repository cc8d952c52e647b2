package io.annals.dialect.tlog;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The transparency log as a part of a Spring Boot application, below {@code /log}. Needs a {@link
 * io.annals.api.log.TransparencyLog}, and a filter before it that puts the {@link
 * io.annals.api.context.Caller} into the request. Its errors are said by the native API.
 */
@Configuration(proxyBeanMethods = false)
@Import(TlogController.class)
public class TlogConfiguration {}
