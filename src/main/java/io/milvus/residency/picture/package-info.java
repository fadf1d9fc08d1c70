/**
 * Pictures of timelines: a stand-alone SVG, and an HTML page. They are pure: the same timeline
 * gives the same picture.
 */
package io.milvus.residency.picture;
