package io.annals.api.query;

import io.annals.api.resource.Page;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.axonframework.messaging.responsetypes.AbstractResponseType;

/**
 * Asks for a {@link Page}. By class alone, Axon finds no handler that declares what its pages hold.
 *
 * @param <T> what the page holds
 */
public final class PageResponse<T> extends AbstractResponseType<Page<T>> {

  public PageResponse() {
    super(Page.class);
  }

  @Override
  public boolean matches(Type responseType) {
    Type raw = responseType instanceof ParameterizedType type ? type.getRawType() : responseType;
    return isAssignableFrom(raw);
  }

  @Override
  @SuppressWarnings("unchecked") // A class literal knows no type arguments.
  public Class<Page<T>> responseMessagePayloadType() {
    return (Class<Page<T>>) expectedResponseType;
  }
}
