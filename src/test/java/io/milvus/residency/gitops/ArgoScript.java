package io.milvus.residency.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseBaseLib;
import org.luaj.vm2.lib.jse.JseOsLib;

/**
 * A Lua script that runs as Argo CD runs it: with the libraries base, package, table, and time and
 * date of os, and the object as the global {@code obj}.
 */
record ArgoScript(Path file) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Returns the table that the script returns, as JSON. */
  JsonNode run(JsonNode object) {
    Globals globals = globals();
    globals.set("obj", lua(object));
    return json(globals.load(text(), file.toString()).call().checktable());
  }

  /** Returns the object that an action leaves behind. */
  JsonNode change(JsonNode object) {
    return restored(run(object), object);
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Globals globals() {
    Globals globals = new Globals();
    globals.load(new JseBaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    LuaTable all = globals.load(new JseOsLib()).checktable();
    LuaTable safe = new LuaTable();
    safe.set("time", all.get("time"));
    safe.set("date", all.get("date"));
    globals.set("os", safe);
    globals.get("package").get("loaded").set("os", safe);
    return globals;
  }

  private static LuaValue lua(JsonNode node) {
    if (node instanceof ObjectNode object) {
      LuaTable table = new LuaTable();
      object.properties().forEach(field -> table.set(field.getKey(), lua(field.getValue())));
      return table;
    }
    if (node instanceof ArrayNode array) {
      LuaTable table = new LuaTable();
      array.forEach(element -> table.set(table.length() + 1, lua(element)));
      return table;
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.doubleValue());
    }
    if (node.isBoolean()) {
      return LuaValue.valueOf(node.booleanValue());
    }
    return node.isNull() ? LuaValue.NIL : LuaValue.valueOf(node.textValue());
  }

  /** Returns the JSON for a value; an empty table becomes an empty array, as in Argo CD. */
  private static JsonNode json(LuaValue value) {
    if (value instanceof LuaTable table) {
      Varargs first = table.next(LuaValue.NIL);
      return first.arg1().isnil() || first.arg1().isnumber() ? array(table) : object(table);
    }
    if (value.isboolean()) {
      return NODES.booleanNode(value.toboolean());
    }
    if (value.type() == LuaValue.TNUMBER) {
      double number = value.todouble();
      return number == Math.rint(number)
          ? NODES.numberNode((long) number)
          : NODES.numberNode(number);
    }
    return NODES.textNode(value.checkjstring());
  }

  private static ArrayNode array(LuaTable table) {
    ArrayNode array = NODES.arrayNode();
    for (int i = 1; i <= table.length(); i++) {
      array.add(json(table.get(i)));
    }
    return array;
  }

  private static ObjectNode object(LuaTable table) {
    ObjectNode object = NODES.objectNode();
    for (LuaValue key : table.keys()) {
      object.set(key.checkjstring(), json(table.get(key)));
    }
    return object;
  }

  /** Puts back the objects that have become empty arrays, as Argo CD does before it patches. */
  private static JsonNode restored(JsonNode changed, JsonNode before) {
    if (changed instanceof ArrayNode array && before.isObject() && array.isEmpty()) {
      return before;
    }
    if (changed instanceof ArrayNode array && before.isArray()) {
      for (int i = 0; i < Math.min(array.size(), before.size()); i++) {
        array.set(i, restored(array.get(i), before.get(i)));
      }
    } else if (changed instanceof ObjectNode object && before.isObject()) {
      before
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (object.has(name)) {
                  object.set(name, restored(object.get(name), before.get(name)));
                }
              });
    }
    return changed;
  }

  /** Returns a node whose numbers compare as in JSON, where their type does not count. */
  static JsonNode normalized(JsonNode node) {
    try {
      return JSON.readTree(JSON.writeValueAsString(node));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
