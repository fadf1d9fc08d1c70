package io.milvus.residency.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyNamesTest {

  @ParameterizedTest
  @CsvSource({
    "default, articles, articles",
    "default, my_articles_2, my-articles-2",
    "news, articles, news.articles",
  })
  void isThatOfTheCollection(String database, String collection, String name) {
    assertThat(PolicyNames.of(database, collection)).isEqualTo(name);
  }

  @Test
  void differsWhereverCollectionsDiffer() {
    List<String> names =
        List.of(
            "articles",
            "Articles",
            "ARTICLES",
            "_articles",
            "articles_",
            "__",
            "_",
            "x".repeat(99),
            "x".repeat(100),
            "x".repeat(254) + "a",
            "x".repeat(254) + "b");

    assertThat(names).extracting(name -> PolicyNames.of("default", name)).doesNotHaveDuplicates();
    assertThat(names)
        .extracting(name -> PolicyNames.part(PolicyNames.of("News_", name), 2))
        .doesNotHaveDuplicates()
        .allMatch(
            name ->
                name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"))
        .allMatch(name -> name.length() <= 253);
  }
}
