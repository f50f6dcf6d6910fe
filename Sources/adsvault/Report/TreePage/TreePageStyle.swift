extension TreePage {
    /// How it looks, by day and by night.
    static let style = """
        :root { color-scheme: light dark; --line: #8884; --faint: #8889; --accent: light-dark(#1a5fb4, #78aeed);
          --bad: light-dark(#a51d2d, #ff7b89); --row: 1.9rem; font: 15px/1.4 system-ui, sans-serif; }
        * { box-sizing: border-box; }
        body { margin: 0; height: 100vh; display: flex; flex-direction: column;
          background: light-dark(#fcfcfc, #1c1c1f); color: light-dark(#1d1d20, #ececf0); }
        header { border-bottom: 1px solid var(--line); }
        h1, #age, .controls { padding: 0 1.25rem; }
        h1 { margin: 1rem 0 0; font-size: 1.25rem; }
        #age { margin: 0 0 .75rem; color: light-dark(#5e5c64, #a8a6b0); }
        .controls { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .75rem; }
        input { flex: 1 1 18rem; max-width: 32rem; }
        input, button { font: inherit; padding: .35rem .7rem; border: 1px solid var(--line); border-radius: .4rem;
          background: light-dark(#fff, #2a2a2e); color: inherit; }
        button:disabled { opacity: .5; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
        output { color: light-dark(#5e5c64, #a8a6b0); font-variant-numeric: tabular-nums; }
        noscript p { padding: 1rem 1.25rem; }
        #tree { flex: 1; overflow: auto; position: relative; min-height: 0; }
        #space { position: relative; min-width: 66rem; }
        .row { display: grid; align-items: center; gap: 1rem; padding: 0 1.25rem; height: var(--row); white-space: nowrap;
          grid-template-columns: minmax(18rem, 3fr) 8rem 8.5rem 5rem minmax(8rem, 1fr) minmax(14rem, 2fr); }
        .row > * { overflow: hidden; text-overflow: ellipsis; }
        .headings { font-size: .8rem; color: light-dark(#5e5c64, #a8a6b0); min-width: 66rem; }
        .scroller { overflow: hidden; scrollbar-gutter: stable; }
        #space .row { position: absolute; left: 0; right: 0; cursor: default; }
        #space .row:nth-child(odd) { background: light-dark(#0000000a, #ffffff08); }
        #space .row.current { background: light-dark(#1a5fb41f, #78aeed2b); }
        .name { display: flex; align-items: center; }
        .name b { overflow: hidden; text-overflow: ellipsis; font-weight: 400; }
        .manager .name b { font-weight: 600; }
        .toggle { flex: none; width: 1.4rem; text-align: center; color: var(--accent); cursor: pointer; user-select: none; }
        .number { font-variant-numeric: tabular-nums; }
        .closed .status { color: var(--bad); font-weight: 600; }
        .dead { color: var(--bad); }
        .closed .name b { text-decoration: line-through; text-decoration-color: var(--faint); }
        mark { background: light-dark(#f9f06b, #6b5a00); color: inherit; }
        """
}
