/**
 * Pages for people: one HTML file without script, network or outside files, readable in light and
 * dark, on paper, on a phone and by a screen reader. It knows nothing of policies.
 */
package io.milvus.residency.page;
