package io.milvus.residency.overview;

/** The CSS of an overview, beside that of all pages. */
final class OverviewStyle {

  static final String CSS =
      """
      .filter { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0;
        padding: .25rem .8rem .5rem; border: 1px solid var(--line); border-radius: 6px; }
      .filter legend { color: var(--muted); font-size: .8125rem; padding: 0 .3rem; }
      .filter label { display: flex; align-items: center; gap: .4rem; min-height: 1.75rem; }
      .filter input { accent-color: var(--accent); }
      .approval pre { margin-top: 0; border: 1px solid var(--line); }
      .collection > .approval { margin: 0 .8rem .75rem; }
      .approval p { margin: .75rem 0 .25rem; }
      pre code { user-select: all; -webkit-user-select: all; }
      .server > h2 { margin-bottom: 0; }
      .collection { margin: .75rem 0; border: 1px solid var(--line); border-radius: 6px;
        content-visibility: auto; contain-intrinsic-size: auto 3rem; }
      .collection > summary { padding: .5rem .8rem; background: var(--panel); border-radius: 6px; }
      .collection > table { margin: .5rem .8rem; width: calc(100% - 1.6rem); }
      .partitions th:nth-child(1) { width: 6rem; }
      .partitions th:nth-child(2) { width: 40%; }
      .pending th:nth-child(1), .pending th:nth-child(2) { width: 33%; }
      .collection > table tr:last-child > * { border-bottom: 0; }
      time { white-space: nowrap; }
      summary > * { display: inline-block; margin-right: .5rem; }
      .policy { margin: 0 .8rem; border-top: 1px solid var(--line); }
      .collection > summary + .policy { border-top: 0; }
      .policy > summary { padding: .5rem 0; }
      .policy .body { padding: 0 0 .75rem 1.1rem; }
      .badge { white-space: nowrap; font-weight: 600; font-size: .875rem; }
      .reason, .mode { font-size: .875rem; }
      .mode { border: 1px solid var(--edge); border-radius: 4px; padding: 0 .35rem; }
      .loaded { font-size: .875rem; color: var(--muted); }
      .bar { width: 6rem; height: .6rem; vertical-align: baseline; margin-right: .4rem; }
      .bar .rest { fill: var(--line); }
      .bar .is-loaded { fill: var(--series-1); }
      .bar .is-loading { fill: var(--series-2); }
      td .bar { display: block; margin-top: .3rem; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem;
        margin: .5rem 0; }
      dt { color: var(--muted); font-size: .875rem; }
      dd { margin: 0; }
      dd ol { margin: 0; }
      main:has(#show-action:checked) .policy:not(.action),
      main:has(#show-unknown:checked) .policy:not(.unknown),
      main:has(#show-trouble:checked) .policy:not(.trouble),
      main:has(#show-working:checked) .policy:not(.working),
      main:has(#show-settled:checked) .policy:not(.settled),
      main:has(#show-action:checked) .collection:not(:has(.action)),
      main:has(#show-unknown:checked) .collection:not(:has(.unknown)),
      main:has(#show-trouble:checked) .collection:not(:has(.trouble)),
      main:has(#show-working:checked) .collection:not(:has(.working)),
      main:has(#show-settled:checked) .collection:not(:has(.settled)) { display: none; }
      @media (max-width: 40rem) {
        .policy .body { padding-left: 0; }
        dl { grid-template-columns: 1fr; }
      }
      @media print {
        .filter:has(#show-all:checked), .filter label:not(:has(:checked)) { display: none; }
        .collection { content-visibility: visible; }
      }
      """;

  private OverviewStyle() {}
}
