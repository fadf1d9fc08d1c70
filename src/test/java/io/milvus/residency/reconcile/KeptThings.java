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

/** Counts what an object holds in maps and collections, its parts and what they hold included. */
final class KeptThings {

  private KeptThings() {}

  /** Whatever fields there are, those that somebody adds as well. */
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

  /** A class of the product. A lambda is hidden: what it captures belongs to somebody else. */
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
