package io.annals.api.catalogue;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the sources say about types, record components and enum constants, in Markdown. Keys are
 * {@code Type}, {@code Type#component} and {@code Type.CONSTANT}, by simple names.
 */
final class Comments {
  private final Map<String, String> texts = new HashMap<>();

  /** Reads all sources below a folder. */
  static Comments in(Path sources) {
    Comments comments = new Comments();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.walk(sources);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<File> all =
          files.filter(file -> file.toString().endsWith(".java")).map(Path::toFile).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromFiles(all));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        comments.read(unit, trees);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return comments;
  }

  /**
   * What is said, without a full stop at the end of a part of a sentence.
   *
   * @throws IllegalStateException if nothing is
   */
  String of(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalStateException(
          key + " has no comment, which the event catalogue is made of");
    }
    return text;
  }

  private void read(CompilationUnitTree unit, DocTrees trees) {
    new TreePathScanner<@Nullable Void, @Nullable String>() {
      @Override
      public @Nullable Void visitClass(ClassTree type, @Nullable String outer) {
        String name = type.getSimpleName().toString();
        DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
        if (comment != null) {
          texts.put(name, markdown(comment.getFullBody()));
          for (DocTree tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree parameter) {
              texts.put(name + "#" + parameter.getName(), markdown(parameter.getDescription()));
            }
          }
        }
        return super.visitClass(type, name);
      }

      @Override
      public @Nullable Void visitVariable(VariableTree member, @Nullable String outer) {
        DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
        if (comment != null) {
          texts.put(outer + "." + member.getName(), markdown(comment.getFullBody()));
        }
        return super.visitVariable(member, outer);
      }
    }.scan(unit, null);
  }

  private static String markdown(List<? extends DocTree> parts) {
    return parts.stream()
        .map(Comments::markdown)
        .collect(Collectors.joining())
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String markdown(DocTree part) {
    if (part instanceof LiteralTree literal) {
      return "`" + literal.getBody() + "`";
    }
    if (part instanceof LinkTree link) {
      String target = link.getReference().getSignature();
      String name = target.substring(target.lastIndexOf('.') + 1);
      return "`" + (name.startsWith("#") ? name.substring(1) : name) + "`";
    }
    return part.toString();
  }
}
