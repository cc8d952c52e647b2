package io.annals.server.importing;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * A function as a folder of sources holds it.
 *
 * @param name what the registry will call it
 * @param origin the folder or file that it was found in
 * @param files path within the function, with {@code /}, to the file on disk
 * @param runtime a guess from the files' endings, empty for none
 * @param entrypoint the file that a reader would open first, empty where none stands out
 */
public record SourceFunction(
    String name, Path origin, SortedMap<String, Path> files, String runtime, String entrypoint) {}
