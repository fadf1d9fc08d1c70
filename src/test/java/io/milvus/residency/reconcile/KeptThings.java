package io.milvus.residency.reconcile;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** A count of the entries in all maps and collections that an object reaches. */
final class KeptThings {

  private KeptThings() {}

  /** Counts by reflection, so that fields added later are included. */
  static int in(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(root);
    int count = 0;
    while (!open.isEmpty()) {
      Object object = open.pop();
      if (!seen.add(object)) {
        continue;
      }
      if (object instanceof Map<?, ?> map) {
        count += map.size();
        open.addAll(map.values());
      } else if (object instanceof Collection<?> collection) {
        count += collection.size();
        open.addAll(collection);
      } else if (isOurs(object.getClass())) {
        add(object, open);
      }
    }
    return count;
  }

  /** Returns whether a class belongs to the product; lambdas do not, because they only refer. */
  private static boolean isOurs(Class<?> type) {
    return PassScheduler.class
            .getProtectionDomain()
            .getCodeSource()
            .equals(type.getProtectionDomain().getCodeSource())
        && !type.isHidden();
  }

  private static void add(Object object, Deque<Object> open) {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          Object value = field.get(object);
          if (value != null) {
            open.add(value);
          }
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
