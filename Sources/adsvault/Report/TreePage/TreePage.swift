import Credentials

/// A hierarchy as one page of HTML that needs nothing but itself: a tree that opens, closes and is searched, of which
/// only the rows in sight are ever drawn.
struct TreePage {
    let hierarchy: Hierarchy

    /// The whole document.
    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <title>Google Ads customers – adsvault</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <header>
        <h1>Google Ads customers</h1>
        <p id="age">\(hierarchy.age)</p>
        <div class="controls">
        <input id="search" type="search" placeholder="Search name, number, status or credential" aria-label="Search" autocomplete="off" spellcheck="false">
        <button id="expand" type="button">Open all</button>
        <button id="collapse" type="button">Close all</button>
        <output id="count" for="search"></output>
        </div>
        <div class="scroller"><div class="row headings" aria-hidden="true"><span>Customer</span><span>Number</span><span>Status</span><span>Currency</span><span>Time zone</span><span>Reached by</span></div></div>
        </header>
        <noscript><p>This page draws its tree by a script of its own, which is switched off here.</p></noscript>
        <main id="tree" role="tree" aria-label="Customers" tabindex="0"><div id="space"></div></main>
        <script id="data" type="application/json">\(data)</script>
        <script>\(Self.script)</script>
        </body>
        </html>

        """
    }

    /// Nothing is fetched, nothing is sent, and no other page may frame this one's data.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

    /// What the script draws. No name ends the element that it stands in: the characters that could are escaped.
    private var data: String {
        var writer = JSONWriter(escaping: { "<>&\u{2028}\u{2029}".unicodeScalars.contains($0) })
        writer.object { writer in
            writer.field("roots", hierarchy.roots.map(\.digits))
            writer.key("customers")
            writer.array(hierarchy.customers) { node, writer in
                writer.object { writer in
                    writer.field("id", node.customer.id.digits)
                    writer.field("name", node.customer.name?.printable)
                    writer.key("manager")
                    writer.bool(node.customer.isManager)
                    writer.field("status", node.customer.status.words)
                    writer.field("currency", node.customer.currency?.printable)
                    writer.field("timeZone", node.customer.timeZone?.printable)
                    writer.field("children", node.children.map(\.digits))
                    writer.field("ways", hierarchy.ways(to: node))
                    writer.key("reached")
                    writer.bool(hierarchy.isReached(by: node.reachedBy))
                }
            }
            writer.key("networks")
            writer.array(hierarchy.networks) { network, writer in
                writer.object { writer in
                    writer.field("code", network.code)
                    writer.field("name", network.name.printable)
                    writer.field("ways", network.reachedBy.map(hierarchy.words))
                    writer.key("reached")
                    writer.bool(hierarchy.isReached(by: network.reachedBy))
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
