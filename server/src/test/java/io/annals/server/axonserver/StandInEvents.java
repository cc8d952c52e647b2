package io.annals.server.axonserver;

import io.axoniq.axonserver.grpc.event.Confirmation;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventStoreGrpc;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.axoniq.axonserver.grpc.event.GetAggregateEventsRequest;
import io.axoniq.axonserver.grpc.event.GetAggregateSnapshotsRequest;
import io.axoniq.axonserver.grpc.event.GetEventsRequest;
import io.axoniq.axonserver.grpc.event.GetFirstTokenRequest;
import io.axoniq.axonserver.grpc.event.GetLastTokenRequest;
import io.axoniq.axonserver.grpc.event.GetTokenAtRequest;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrRequest;
import io.axoniq.axonserver.grpc.event.ReadHighestSequenceNrResponse;
import io.axoniq.axonserver.grpc.event.TrackingToken;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The event store, one for each context, in memory. */
public final class StandInEvents extends EventStoreGrpc.EventStoreImplBase {
  private final Map<String, Store> stores = new ConcurrentHashMap<>();
  private final AtomicInteger repliesToLose = new AtomicInteger();

  /** The events of one context; guarded by itself. */
  private static final class Store {
    final List<Event> events = new ArrayList<>();
    final Map<String, List<Event>> aggregates = new HashMap<>();
    final Map<String, TreeMap<Long, Event>> snapshots = new HashMap<>();
    final List<Reader> readers = new ArrayList<>();

    void append(List<Event> added) {
      Map<String, Long> next = new HashMap<>();
      for (Event event : added) {
        String id = event.getAggregateIdentifier();
        long expected = next.getOrDefault(id, (long) aggregates.getOrDefault(id, List.of()).size());
        if (!event.getAggregateType().isEmpty() && event.getAggregateSequenceNumber() != expected) {
          throw StandInServer.failure(
              Status.OUT_OF_RANGE,
              "AXONIQ-2000",
              "Invalid sequence number "
                  + event.getAggregateSequenceNumber()
                  + " for aggregate "
                  + id
                  + ", expected "
                  + expected);
        }
        next.put(id, expected + 1);
      }
      for (Event event : added) {
        events.add(event);
        aggregates
            .computeIfAbsent(event.getAggregateIdentifier(), key -> new ArrayList<>())
            .add(event);
      }
      List.copyOf(readers).forEach(Reader::send);
    }
  }

  /** One who follows all events, as far as it permits; guarded by the store. */
  private final class Reader implements StreamObserver<GetEventsRequest> {
    private final Store store;
    private final StreamObserver<EventWithToken> out;
    private long next = -1;
    private long permits;

    Reader(Store store, StreamObserver<EventWithToken> out) {
      this.store = store;
      this.out = out;
    }

    @Override
    public void onNext(GetEventsRequest request) {
      synchronized (store) {
        if (next < 0) {
          next = request.getTrackingToken();
          store.readers.add(this);
        }
        permits += request.getNumberOfPermits();
        send();
      }
    }

    void send() {
      try {
        while (permits > 0 && next < store.events.size()) {
          out.onNext(
              EventWithToken.newBuilder()
                  .setToken(next)
                  .setEvent(store.events.get((int) next))
                  .build());
          next++;
          permits--;
        }
      } catch (RuntimeException e) {
        // The reader is gone, or the server is.
        store.readers.remove(this);
      }
    }

    @Override
    public void onError(Throwable failure) {
      synchronized (store) {
        store.readers.remove(this);
      }
    }

    @Override
    public void onCompleted() {
      onError(new IllegalStateException("ended"));
      out.onCompleted();
    }
  }

  private Store store() {
    return stores.computeIfAbsent(StandInServer.CURRENT.get(), name -> new Store());
  }

  /** Stores the next append and does not say so. */
  public void loseReply() {
    repliesToLose.incrementAndGet();
  }

  /** Puts an event there that is nobody's. */
  public void add(String context, Event event) {
    Store store = stores.computeIfAbsent(context, name -> new Store());
    synchronized (store) {
      store.append(List.of(event));
    }
  }

  /** All events of a context. */
  public List<Event> all(String context) {
    Store store = stores.computeIfAbsent(context, name -> new Store());
    synchronized (store) {
      return List.copyOf(store.events);
    }
  }

  @Override
  public StreamObserver<Event> appendEvent(StreamObserver<Confirmation> answer) {
    Store store = store();
    List<Event> added = new ArrayList<>();
    return new StreamObserver<>() {
      @Override
      public void onNext(Event event) {
        added.add(event);
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        try {
          synchronized (store) {
            store.append(added);
          }
          if (repliesToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw Status.UNAVAILABLE.withDescription("lost").asRuntimeException();
          }
        } catch (RuntimeException e) {
          answer.onError(e);
          return;
        }
        answer(answer, Confirmation.newBuilder().setSuccess(true).build());
      }
    };
  }

  @Override
  public void appendSnapshot(Event snapshot, StreamObserver<Confirmation> answer) {
    Store store = store();
    synchronized (store) {
      store
          .snapshots
          .computeIfAbsent(snapshot.getAggregateIdentifier(), id -> new TreeMap<>())
          .put(snapshot.getAggregateSequenceNumber(), snapshot);
    }
    answer(answer, Confirmation.newBuilder().setSuccess(true).build());
  }

  @Override
  public void listAggregateEvents(GetAggregateEventsRequest request, StreamObserver<Event> answer) {
    Store store = store();
    List<Event> found;
    synchronized (store) {
      found =
          store.aggregates.getOrDefault(request.getAggregateId(), List.of()).stream()
              .filter(e -> e.getAggregateSequenceNumber() >= request.getInitialSequence())
              .toList();
    }
    found.forEach(answer::onNext);
    answer.onCompleted();
  }

  @Override
  public void listAggregateSnapshots(
      GetAggregateSnapshotsRequest request, StreamObserver<Event> answer) {
    Store store = store();
    List<Event> found;
    synchronized (store) {
      found =
          store
              .snapshots
              .getOrDefault(request.getAggregateId(), new TreeMap<>())
              .descendingMap()
              .values()
              .stream()
              .filter(e -> e.getAggregateSequenceNumber() <= request.getMaxSequence())
              .limit(request.getMaxResults())
              .toList();
    }
    found.forEach(answer::onNext);
    answer.onCompleted();
  }

  @Override
  public StreamObserver<GetEventsRequest> listEvents(StreamObserver<EventWithToken> answer) {
    return new Reader(store(), answer);
  }

  @Override
  public void readHighestSequenceNr(
      ReadHighestSequenceNrRequest request, StreamObserver<ReadHighestSequenceNrResponse> answer) {
    Store store = store();
    int size;
    synchronized (store) {
      size = store.aggregates.getOrDefault(request.getAggregateId(), List.of()).size();
    }
    answer(answer, ReadHighestSequenceNrResponse.newBuilder().setToSequenceNr(size - 1).build());
  }

  @Override
  public void getFirstToken(GetFirstTokenRequest request, StreamObserver<TrackingToken> answer) {
    answer(answer, TrackingToken.getDefaultInstance());
  }

  @Override
  public void getLastToken(GetLastTokenRequest request, StreamObserver<TrackingToken> answer) {
    Store store = store();
    int size;
    synchronized (store) {
      size = store.events.size();
    }
    answer(answer, TrackingToken.newBuilder().setToken(size - 1).build());
  }

  @Override
  public void getTokenAt(GetTokenAtRequest request, StreamObserver<TrackingToken> answer) {
    Store store = store();
    int token = 0;
    synchronized (store) {
      while (token < store.events.size()
          && store.events.get(token).getTimestamp() < request.getInstant()) {
        token++;
      }
      token = Math.min(token, store.events.size() - 1);
    }
    answer(answer, TrackingToken.newBuilder().setToken(token).build());
  }

  private static <T> void answer(StreamObserver<T> observer, T value) {
    observer.onNext(value);
    observer.onCompleted();
  }
}
