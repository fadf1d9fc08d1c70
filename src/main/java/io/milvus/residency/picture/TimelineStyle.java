package io.milvus.residency.picture;

/** The CSS of a page with timelines, beside that of pictures. */
final class TimelineStyle {

  static final String CSS =
      """
      .patterns { position: absolute; }
      section > p { margin: 0; }
      section > .note { margin: .75rem 0; }
      .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none;
        margin: 1rem 0; padding: 0; max-width: none; font-size: .875rem; }
      .legend li { display: flex; align-items: center; gap: .4rem; }
      .legend svg { flex: none; }
      .chart { --names: 13rem; position: relative; font-size: .8125rem; }
      .row { display: grid; grid-template-columns: var(--names) minmax(0, 1fr);
        align-items: center; position: relative; list-style: none; }
      .row::-webkit-details-marker { display: none; }
      .row .name { position: relative; padding-right: .75rem; overflow: hidden; text-overflow: ellipsis;
        white-space: nowrap; line-height: 1.3; }
      .row svg { display: block; overflow: hidden; }
      .future bdi { font-style: italic; }
      .axis { position: sticky; top: 0; z-index: 2; background: var(--ground); }
      .resident-row { padding-bottom: .25rem; }
      .resident-row .name { white-space: normal; }
      summary.row:hover { background: var(--panel); }
      .grid, .over { position: absolute; top: 22px; left: var(--names); pointer-events: none;
        width: calc(100% - var(--names)); height: calc(100% - 22px); }
      .over { overflow: visible; }
      .group > summary .name { white-space: normal; }
      .group > summary .name::before { content: "▸ "; color: var(--muted); }
      .group[open] > summary .name::before { content: "▾ "; }
      .why { position: relative; z-index: 1; background: var(--panel); border-radius: 4px;
        margin: .15rem 0 .5rem; padding: .5rem .75rem; }
      .why > bdi { font-weight: 600; }
      .why ol { list-style: none; margin: .25rem 0 0; padding: 0; max-width: none; }
      .why li { display: grid; grid-template-columns: calc(var(--names) + 1rem) minmax(0, 1fr); gap: 0 .75rem;
        padding: .1rem 0; }
      .period { color: var(--muted); }
      .stack th:nth-child(-n+2) { width: 9rem; }
      .stack th:nth-child(4) { width: 30%; }
      @media print, (min-width: 40rem) and (max-width: 62rem) {
        .spare { display: none; }
      }
      @media (max-width: 40rem) {
        .chart { --names: 8.25rem; font-size: .75rem; }
        .why li { grid-template-columns: minmax(0, 1fr); padding: .2rem 0; }
        .wide { display: none; }
        .future small { position: absolute; clip-path: inset(50%); }
      }
      @media print {
        .axis { position: static; }
        .row { break-inside: avoid; }
      }
      """;

  private TimelineStyle() {}
}
