package io.milvus.residency.page;

/** The CSS of all pages. */
final class PageStyle {

  static final String CSS =
      """
      *, *::before, *::after { box-sizing: border-box; }
      html { color-scheme: light dark; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
      body {
        margin: 0; background: var(--ground); color: var(--ink);
        font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
      }
      main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
      h1, h2, h3 { line-height: 1.25; font-weight: 600; text-wrap: balance; }
      h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
      h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
      h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
      p, ul, ol { margin: .25rem 0 .75rem; max-width: 70ch; }
      ul, ol { padding-left: 1.25rem; }
      a { color: var(--accent); text-underline-offset: .15em; }
      code, kbd, pre { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
      pre code { font-size: inherit; }
      pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--panel); border-radius: 6px;
        white-space: pre-wrap; }
      :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
      .muted { color: var(--muted); }
      .good { color: var(--good); }
      .warn { color: var(--warn); }
      .bad { color: var(--bad); }
      .number { text-align: right; white-space: nowrap; }
      .note { margin: .75rem 0; padding: .5rem .8rem; max-width: none; background: var(--panel);
        border-left: 3px solid var(--edge); border-radius: 3px; }
      .note.warn { border-color: var(--warn); color: inherit; }
      .note.bad { border-color: var(--bad); color: inherit; }
      .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); white-space: nowrap; }
      summary { cursor: pointer; }
      .paper { display: none; }
      strong { unicode-bidi: isolate; }
      table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
      table.stack { table-layout: fixed; }
      caption { text-align: left; color: var(--muted); padding: 0 0 .4rem; }
      th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0;
        border-bottom: 1px solid var(--line); }
      th { font-weight: 600; }
      thead th { color: var(--muted); font-size: .8125rem; white-space: nowrap; }
      @media (max-width: 40rem) {
        main { padding: 1.25rem 1rem 3rem; }
        h1 { font-size: 1.3rem; }
        table.stack thead { position: absolute; clip-path: inset(50%); }
        table.stack, table.stack tbody { display: block; }
        table.stack tr { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .4rem 0;
          border-bottom: 1px solid var(--line); }
        table.stack th, table.stack td { padding: 0; border: 0; text-align: left; }
        table.stack caption { display: block; }
        table.stack tbody th { flex-basis: 100%; }
      }
      @media print {
        body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        main { max-width: none; padding: 0; }
        h1, h2, h3, caption, summary { break-after: avoid; }
        tr, .note { break-inside: avoid; }
        thead { display: table-header-group; }
        a { color: inherit; }
        .paper { display: block; }
        details:not(.bulk)::details-content { content-visibility: visible; }
      }
      """;

  private PageStyle() {}
}
