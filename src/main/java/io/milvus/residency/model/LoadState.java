package io.milvus.residency.model;

/** Milvus' load state of a partition, as {@code get_load_state} tells it. */
public enum LoadState {
  NOT_EXIST("NotExist"),
  NOT_LOAD("NotLoad"),
  LOADING("Loading"),
  LOADED("Loaded");

  private final String text;

  LoadState(String text) {
    this.text = text;
  }

  /** The word that Milvus uses. */
  @Override
  public String toString() {
    return text;
  }
}
