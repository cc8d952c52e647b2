package io.annals.dialect.nativeapi;

import io.annals.api.function.FunctionIds;
import io.annals.api.log.CloudEventJson;
import io.annals.api.log.RecordedEvent;
import io.annals.api.problem.ProblemException;
import io.annals.api.problem.ProblemType;
import io.annals.api.query.FindWorkflow;
import io.annals.api.resource.Workflow;
import io.annals.dialect.nativeapi.feed.EventFeed;
import io.annals.dialect.nativeapi.feed.FeedFormat;
import io.annals.dialect.nativeapi.feed.FeedPage;
import io.annals.dialect.nativeapi.feed.FeedQuery;
import io.annals.dialect.nativeapi.feed.FeedStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The event feed: everything that ever happened, in its one order, as CloudEvents. What each form
 * promises is told in {@code docs/audit.md}.
 */
@Controller
final class EventController {
  private static final String FUNCTION = "Function";
  private static final String WORKFLOW = "Workflow";

  private final Registry registry;
  private final EventFeed feed;

  EventController(Registry registry, EventFeed feed) {
    this.registry = registry;
    this.feed = feed;
  }

  @GetMapping("/v1/events")
  @Nullable Reply list(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Call call = Call.of(request);
    String function = call.query().nonEmpty("function");
    String workflow = call.query().nonEmpty("workflow");
    if (function != null && workflow != null) {
      throw ProblemException.invalid("workflow", "May not come together with function.");
    }
    String stream =
        function != null
            ? function(call, function)
            : workflow != null ? workflow(call, workflow) : null;
    return answer(call, response, stream);
  }

  @GetMapping("/v1/functions/{function:[^:]+}/events")
  @Nullable Reply ofFunction(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String function)
      throws IOException {
    Call call = Call.of(request);
    return answer(call, response, function(call, function));
  }

  @GetMapping("/v1/workflows/{workflow:[^:]+}/events")
  @Nullable Reply ofWorkflow(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String workflow)
      throws IOException {
    Call call = Call.of(request);
    return answer(call, response, workflow(call, workflow));
  }

  @GetMapping("/v1/events/{event:[^:]+}")
  @Nullable Reply get(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String event)
      throws IOException {
    Call call = Call.of(request);
    String type = typeOfOne(request.getHeader("Accept"));
    Long position = Numbers.whole(event);
    Optional<RecordedEvent> found = position == null ? feed.withId(event) : feed.at(position);
    byte[] body =
        found
            .filter(one -> isInScope(call, one))
            .map(CloudEventJson::publicForm)
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "There is no event '"
                            + event
                            + "'; take the position or the id from the feed."));
    send(response, type, body);
    return null;
  }

  private @Nullable Reply answer(Call call, HttpServletResponse response, @Nullable String stream)
      throws IOException {
    FeedFormat format = FeedFormat.accepted(call.request().getHeader("Accept"));
    FeedParameters parameters = new FeedParameters(call, feed, format);
    FeedQuery query = parameters.query(stream);
    boolean follow = parameters.follow();
    if (format.isStream()) {
      stream(call, response, format, parameters.limit(), follow, query);
    } else {
      page(call, response, format, parameters, query);
    }
    return null;
  }

  private void stream(
      Call call,
      HttpServletResponse response,
      FeedFormat format,
      long limit,
      boolean follow,
      FeedQuery query)
      throws IOException {
    try (var slot = feed.openStream(call.caller().principal())) {
      response.setContentType(format.mediaType());
      response.setCharacterEncoding(StandardCharsets.UTF_8);
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no");
      if (!call.request().getMethod().equals("HEAD")) {
        FeedStream.write(feed, query, format, follow, limit, response.getOutputStream());
      }
    }
  }

  private void page(
      Call call,
      HttpServletResponse response,
      FeedFormat format,
      FeedParameters parameters,
      FeedQuery query)
      throws IOException {
    FeedPage page = FeedPage.read(feed, query, ListParameters.page(call).size());
    String token = page.next() == null ? null : parameters.token(query.stream(), page.next());
    response.setHeader("Feed-Position", Long.toString(page.position()));
    if (token != null) {
      response.setHeader("Link", "<" + nextPage(call.request(), token) + ">; rel=\"next\"");
    }
    send(
        response, format.mediaType(), format == FeedFormat.BATCH ? batch(page) : list(page, token));
  }

  private static byte[] batch(FeedPage page) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    array(page.events(), body);
    return body.toByteArray();
  }

  private static byte[] list(FeedPage page, @Nullable String token) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"events\":".getBytes(StandardCharsets.UTF_8));
    array(page.events(), body);
    if (token != null) {
      // Letters, digits, dots, dashes and underscores only.
      body.writeBytes((",\"nextPageToken\":\"" + token + "\"").getBytes(StandardCharsets.UTF_8));
    }
    body.write('}');
    return body.toByteArray();
  }

  private static void array(List<byte[]> events, ByteArrayOutputStream body) {
    body.write('[');
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(events.get(i));
    }
    body.write(']');
  }

  private static String nextPage(HttpServletRequest request, String token) {
    String query = request.getQueryString();
    String same =
        query == null
            ? ""
            : Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("pageToken="))
                .map(pair -> pair + "&")
                .collect(Collectors.joining());
    return request.getRequestURI() + "?" + same + "pageToken=" + token;
  }

  private static void send(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String function(Call call, String idOrName) {
    String id = registry.idOf(call, idOrName, true);
    return existing(call, id, FUNCTION, "There is no function " + idOrName + ".");
  }

  private String workflow(Call call, String idOrName) {
    String id =
        FunctionIds.isId(idOrName)
            ? idOrName
            : registry.ask(new FindWorkflow(call.workflow(idOrName), true), Workflow.class).id();
    return existing(call, id, WORKFLOW, "There is no workflow " + idOrName + ".");
  }

  /** The log knows what was created a moment ago, and what is purged. */
  private String existing(Call call, String id, String aggregateType, String otherwise) {
    return feed.firstOf(id)
        .filter(first -> aggregateType.equals(first.aggregateType()) && isInScope(call, first))
        .map(RecordedEvent::aggregateId)
        .orElseThrow(() -> ProblemException.notFound(otherwise));
  }

  private boolean isInScope(Call call, RecordedEvent event) {
    return call.scope() == null || call.scope().equals(feed.namespaceOf(event));
  }

  private static String typeOfOne(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return CloudEventJson.MEDIA_TYPE;
    }
    try {
      List<MediaType> ranges = MediaType.parseMediaTypes(accept);
      for (String type : List.of(CloudEventJson.MEDIA_TYPE, MediaType.APPLICATION_JSON_VALUE)) {
        MediaType offered = MediaType.parseMediaType(type);
        if (ranges.stream().anyMatch(r -> r.getQualityValue() > 0 && r.includes(offered))) {
          return type;
        }
      }
    } catch (org.springframework.http.InvalidMediaTypeException e) {
      // As one that names neither.
    }
    throw ProblemException.of(
        ProblemType.NOT_ACCEPTABLE,
        "An event is answered in " + CloudEventJson.MEDIA_TYPE + "; send it as Accept.");
  }
}
