/** The overview of policies for people: pure values, and their table and page. */
package io.milvus.residency.overview;
