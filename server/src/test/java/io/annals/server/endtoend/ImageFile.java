package io.annals.server.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;

/** The repository's {@code Dockerfile}: how the image that it makes is run. */
final class ImageFile {
  private static final Pattern INSTRUCTION = Pattern.compile("([A-Z]+)\\s+(.*)");
  private static final String OPTIONS = "@/app/java.options";
  private static final String JAR = "/app/annals-exec.jar";

  private final List<Instruction> instructions = new ArrayList<>();

  /** One instruction, its continued lines joined. */
  record Instruction(String keyword, String text) {}

  /**
   * A call of Java.
   *
   * @param options for the virtual machine, as far as this one knows them
   * @param program the class that is run
   * @param arguments for the program
   */
  record Call(List<String> options, String program, List<String> arguments) {
    /** Makes it, on the class path of this process. */
    AnnalsProcess start(Map<String, String> environment) {
      return AnnalsProcess.of(options, program, environment, arguments);
    }
  }

  private ImageFile(List<String> lines) {
    StringBuilder joined = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      boolean goesOn = line.endsWith("\\");
      joined.append(goesOn ? line.substring(0, line.length() - 1) : line);
      if (!goesOn) {
        Matcher found = INSTRUCTION.matcher(joined);
        if (!found.matches()) {
          throw new IllegalArgumentException("no instruction: " + joined);
        }
        instructions.add(new Instruction(found.group(1), found.group(2)));
        joined.setLength(0);
      }
    }
  }

  static ImageFile read() throws IOException {
    return new ImageFile(Files.readAllLines(ComposeFile.REPOSITORY.resolve("Dockerfile")));
  }

  /** What the instructions with a keyword say, in all stages. */
  List<String> all(String keyword) {
    return of(instructions, keyword).toList();
  }

  /** What an instruction of the last stage says. */
  String last(String keyword) {
    int from = 0;
    for (int i = 0; i < instructions.size(); i++) {
      from = instructions.get(i).keyword().equals("FROM") ? i : from;
    }
    return of(instructions.subList(from, instructions.size()), keyword)
        .reduce((first, second) -> second)
        .orElseThrow(() -> new AssertionError("no " + keyword + " in the last stage"));
  }

  /** How a service's command is run. */
  Call call(List<String> command) {
    return call(words(last("ENTRYPOINT")), command.isEmpty() ? words(last("CMD")) : command);
  }

  /** How health is asked. */
  Call healthCheck() {
    String text = last("HEALTHCHECK");
    return call(words(text.substring(text.indexOf("CMD ") + "CMD ".length())), List.of());
  }

  private static Stream<String> of(List<Instruction> instructions, String keyword) {
    return instructions.stream().filter(i -> i.keyword().equals(keyword)).map(Instruction::text);
  }

  /** The words of an instruction in its exec form, in which no shell stands before the program. */
  private static List<String> words(String text) {
    return NativeClient.JSON.readValue(text, new TypeReference<List<String>>() {});
  }

  private static Call call(List<String> program, List<String> arguments) {
    List<String> words = new ArrayList<>(program);
    words.addAll(arguments);
    int jar = words.indexOf(JAR);
    if (!words.get(0).equals("java") || jar < 0) {
      throw new IllegalArgumentException("not a call of the program: " + words);
    }
    boolean itself = words.get(jar - 1).equals("-jar");
    List<String> options = new ArrayList<>();
    for (String word : words.subList(1, jar - 1)) {
      options.addAll(word.equals(OPTIONS) ? options() : List.of(word));
    }
    options.removeIf(option -> !isFor(option, Runtime.version().feature()));
    return new Call(
        options,
        itself ? "io.annals.server.Annals" : words.get(jar + 1),
        words.subList(itself ? jar + 1 : jar + 2, words.size()));
  }

  private static List<String> options() {
    try {
      return Files.readAllLines(ComposeFile.REPOSITORY.resolve("deploy/java.options")).stream()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Whether an option is for this Java, and of no file that only the image has. */
  private static boolean isFor(String option, int java) {
    if (option.startsWith("--enable-native-access")) {
      return java >= 21;
    }
    if (option.startsWith("--sun-misc-unsafe-memory-access")) {
      return java >= 23;
    }
    return !option.contains("/app/");
  }
}
