extension TreePage {
    /// Draws the rows in sight, and answers to mouse, keyboard and search.
    static let script = #"""
        "use strict";
        const data = JSON.parse(document.getElementById("data").textContent);
        // Networks of Ad Manager stand below the tree, as rows like any other.
        for (const { code, name, ways, reached } of data.networks) {
          const id = "network " + code;
          data.customers.push({ id, number: code, name, status: "Ad Manager", ways, reached, children: [] });
          data.roots.push(id);
        }
        const customers = new Map(data.customers.map((customer) => [customer.id, customer]));
        const parents = new Map();
        for (const customer of data.customers) {
          customer.number ??= customer.id.replace(/(\d{3})(\d{3})(\d{4})/, "$1-$2-$3");
          customer.text = [customer.name ?? "", customer.id, customer.number, customer.status, ...customer.ways]
            .join("\n").toLowerCase();
          for (const child of customer.children) {
            if (!parents.has(child)) parents.set(child, []);
            parents.get(child).push(customer.id);
          }
        }
        const [tree, space, search, count, expand, collapse] =
          ["tree", "space", "search", "count", "expand", "collapse"].map((id) => document.getElementById(id));
        // A customer with several managers stands below each: what is open is known by the way to it.
        const open = new Set(data.roots);
        let rows = [], current = 0, wanted = "", matches = null, shown = null;

        // Everybody who is looked for, and everybody above them.
        function find() {
          wanted = search.value.trim().toLowerCase();
          matches = shown = null;
          if (!wanted) return;
          matches = new Set(data.customers.filter((customer) => customer.text.includes(wanted)).map(({ id }) => id));
          shown = new Set(matches);
          const waiting = [...matches];
          while (waiting.length) for (const above of parents.get(waiting.pop()) ?? []) {
            if (!shown.has(above)) { shown.add(above); waiting.push(above); }
          }
        }

        // The rows from the top down. While searching, each customer's branch is open once.
        function lay() {
          rows = [];
          const seen = new Set(), waiting = data.roots.map((id) => ({ id, way: id, level: 0, above: null })).reverse();
          while (waiting.length) {
            const row = waiting.pop(), customer = customers.get(row.id);
            if (!customer || (shown && !shown.has(row.id))) continue;
            const below = customer.children.filter((id) => !row.way.includes(id));
            const children = below.filter((id) => !shown || shown.has(id));
            row.isOpen = children.length > 0 && (shown ? !seen.has(row.id) : open.has(row.way));
            row.hasChildren = below.length > 0;
            row.index = rows.length;
            seen.add(row.id);
            rows.push(row);
            if (row.isOpen) for (const id of children.reverse()) {
              waiting.push({ id, way: row.way + "/" + id, level: row.level + 1, above: row });
            }
          }
          current = Math.min(current, Math.max(rows.length - 1, 0));
          const all = customers.size.toLocaleString("en"), found = matches?.size.toLocaleString("en");
          const words = data.networks.length ? "customers and networks" : "customers";
          count.textContent = matches
            ? `${found} of ${all} ${words}` + (matches.size ? " – click one to see it in the tree" : "")
            : `${all} ${words}`;
          expand.disabled = collapse.disabled = matches !== null;
          draw();
        }

        const height = () => parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.9;

        function cell(className, text, title) {
          const span = document.createElement("span");
          span.className = className;
          span.title = title ?? text;
          write(span, text);
          return span;
        }

        // What was looked for is marked. Text only: no name becomes a part of the page.
        function write(element, text) {
          const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
          if (at < 0 || text.toLowerCase().length !== text.length) return element.append(text);
          const mark = document.createElement("mark");
          mark.textContent = text.slice(at, at + wanted.length);
          element.append(text.slice(0, at), mark, text.slice(at + wanted.length));
        }

        function element(row, size) {
          const customer = customers.get(row.id), line = document.createElement("div"), name = document.createElement("span");
          const isClosed = customer.status === "cancelled" || customer.status === "closed" || customer.status === "suspended";
          line.className = ["row", customer.manager ? "manager" : "", isClosed ? "closed" : "",
            row.index === current ? "current" : ""].join(" ");
          line.id = "row-" + row.index;
          line.style.top = row.index * size + "px";
          line.setAttribute("role", "treeitem");
          line.setAttribute("aria-level", row.level + 1);
          if (row.hasChildren) line.setAttribute("aria-expanded", row.isOpen);
          line.setAttribute("aria-selected", row.index === current);
          name.className = "name";
          name.style.paddingLeft = row.level * 1.25 + "rem";
          const toggle = document.createElement("span"), label = document.createElement("b");
          toggle.className = "toggle";
          toggle.textContent = row.hasChildren ? (row.isOpen ? "▾" : "▸") : "";
          write(label, customer.name ?? "(no name)");
          name.title = customer.name ?? "";
          name.append(toggle, label);
          line.append(name, cell("number", customer.number), cell("status", customer.status),
            cell("", customer.currency ?? ""), cell("", customer.timeZone ?? ""),
            cell(customer.reached ? "" : "dead", customer.ways.join(", "), customer.ways.join("\n")));
          line.addEventListener("click", (event) => {
            // A second click that falls on what the first one brought there was not meant for it.
            if (event.detail > 1 && row.index !== current) return;
            current = row.index;
            if (shown || event.target === toggle || event.detail === 2) turn(row); else draw();
          });
          return line;
        }

        // Only the rows in sight, and some around them.
        function draw() {
          const size = height(), first = Math.max(Math.floor(tree.scrollTop / size) - 10, 0);
          const last = Math.ceil((tree.scrollTop + tree.clientHeight) / size) + 10;
          space.style.height = rows.length * size + "px";
          space.replaceChildren(...rows.slice(first, last).map((row) => element(row, size)));
          if (rows.length) tree.setAttribute("aria-activedescendant", "row-" + current);
          else tree.removeAttribute("aria-activedescendant");
        }

        function turn(row, isOpen = !row.isOpen) {
          if (shown) return reveal(row);
          if (!row.hasChildren) return;
          if (isOpen) open.add(row.way); else open.delete(row.way);
          lay();
        }

        function go(index) {
          current = Math.max(0, Math.min(index, rows.length - 1));
          const size = height(), top = current * size;
          if (top < tree.scrollTop) tree.scrollTop = top;
          if (top + size > tree.scrollTop + tree.clientHeight) tree.scrollTop = top + size - tree.clientHeight;
          draw();
        }

        // Ends the search, and shows a hit where it stands in the tree, what is below it too.
        function reveal(row) {
          search.value = "";
          find();
          for (let each = row; each; each = each.above) open.add(each.way);
          lay();
          go(rows.findIndex(({ way }) => way === row.way));
          tree.scrollTop = (current + 0.5) * height() - tree.clientHeight / 2;
          draw();
        }

        // What is looked for now, the first hit current. Where a search ends, the current hit is not lost.
        function look() {
          const row = shown && rows[current];
          find();
          if (!shown) return row ? reveal(row) : lay();
          tree.scrollTop = 0;
          lay();
          go(rows.findIndex(({ id }) => matches.has(id)));
        }

        search.addEventListener("keydown", (event) => {
          if (event.key !== "Enter") return;
          look();
          if (!shown || !rows.length) return;
          reveal(rows[current]);
          tree.focus();
        });

        tree.addEventListener("keydown", (event) => {
          const row = rows[current], page = Math.floor(tree.clientHeight / height());
          if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
          const actions = {
            ArrowDown: () => go(current + 1),
            ArrowUp: () => go(current - 1),
            ArrowRight: () => (row.isOpen ? go(current + 1) : turn(row, true)),
            ArrowLeft: () => (row.isOpen && !shown ? turn(row, false) : row.above && go(row.above.index)),
            PageDown: () => go(current + page),
            PageUp: () => go(current - page),
            Home: () => go(0),
            End: () => go(rows.length - 1),
            Enter: () => turn(row),
            " ": () => turn(row),
          };
          if (!actions[event.key]) return;
          event.preventDefault();
          actions[event.key]();
        });

        // Every branch once: a manager that stands in several places is opened in the first.
        function openAll() {
          const seen = new Set(), waiting = data.roots.map((id) => [id, id]);
          while (waiting.length) {
            const [id, way] = waiting.pop();
            if (seen.has(id)) continue;
            seen.add(id);
            open.add(way);
            for (const child of customers.get(id)?.children ?? []) waiting.push([child, way + "/" + child]);
          }
          lay();
        }

        let frame = 0;
        const soon = (work) => { cancelAnimationFrame(frame); frame = requestAnimationFrame(work); };
        search.addEventListener("input", () => soon(look));
        const scroller = document.querySelector(".scroller");
        tree.addEventListener("scroll", () => { scroller.scrollLeft = tree.scrollLeft; soon(draw); }, { passive: true });
        addEventListener("resize", () => soon(draw));
        addEventListener("keydown", (event) => {
          if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
          if (event.key === "Escape" && search.value) { search.value = ""; look(); }
        });
        expand.addEventListener("click", openAll);
        collapse.addEventListener("click", () => { open.clear(); current = 0; lay(); });
        lay();
        """#
}
