package io.annals.dialect.bem;

import io.annals.api.query.FindFunction;
import io.annals.api.resource.Function;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the pages of a split function go: written by id or name, kept by id. */
final class NextFunction {
  private static final String BLOCK = "printPageSplitConfig";

  private final BemRegistry registry;

  NextFunction(BemRegistry registry) {
    this.registry = registry;
  }

  /** The body with the id in the name's place. */
  Members byId(BemCall call, Members body) {
    Members block = "split".equals(body.get("type")) ? body.object(BLOCK) : null;
    String name = block == null ? null : block.text("nextFunctionName");
    if (block == null || name == null || block.has("nextFunctionID")) {
      return body;
    }
    String id =
        registry
            .find(new FindFunction(call.function(name), false, null, null), Function.class)
            .filter(FunctionView::isShown)
            .map(Function::id)
            .orElseThrow(
                () ->
                    BemException.against(
                        BLOCK + ".nextFunctionName", "There is no function " + name + "."));
    Map<String, Object> resolved = new LinkedHashMap<>(block.all());
    resolved.put("nextFunctionID", id);
    Map<String, Object> all = new LinkedHashMap<>(body.all());
    all.put(BLOCK, resolved);
    return new Members(body.path(), all);
  }
}
