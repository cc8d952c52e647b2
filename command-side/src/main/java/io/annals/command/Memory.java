package io.annals.command;

/**
 * An aggregate as of its last event. The root is never handed out, only copies of it, so what is
 * remembered is always what was stored.
 *
 * @param sequence of the last event
 * @param sinceSnapshot events since the last snapshot
 */
record Memory<T>(T root, long sequence, int sinceSnapshot) {}
