package io.annals.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What a server occupies, in memory and on disk. */
final class Memory {
  private final List<Figure> figures = new ArrayList<>();

  void afterStart(RegistryServer server) {
    figures.add(Figure.count("memory after the start, MB", server.residentMegabytes()));
  }

  void afterLoad(RegistryServer server) {
    figures.add(Figure.count("memory after the load, MB", server.residentMegabytes()));
  }

  /** The server being stopped. */
  void onDisk(Store store, long events) {
    figures.add(
        Figure.count("events on disk, bytes per event", (double) store.eventBytes() / events));
    figures.add(
        Figure.count("views on disk, bytes per event", (double) store.viewBytes() / events));
  }

  List<Figure> figures() {
    return List.copyOf(figures);
  }
}
