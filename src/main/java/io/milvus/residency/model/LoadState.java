package io.milvus.residency.model;

/** The load state of a partition in Milvus, as {@code get_load_state} returns it. */
public enum LoadState {
  NOT_EXIST("NotExist"),
  NOT_LOAD("NotLoad"),
  LOADING("Loading"),
  LOADED("Loaded");

  private final String text;

  LoadState(String text) {
    this.text = text;
  }

  /** Returns the word that Milvus uses. */
  @Override
  public String toString() {
    return text;
  }
}
