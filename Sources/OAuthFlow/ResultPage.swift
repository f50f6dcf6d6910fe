import Foundation
public import HTTPTypes
import Sealing

/// What the browser shows in the end: one page, no script, nothing fetched from anywhere.
public struct ResultPage: Hashable, Sendable {
    /// How it went.
    public enum Outcome: Hashable, Sendable {
        /// The consent is stored.
        case success
        /// The person, or Google, said no.
        case refusal
        /// The consent came, and something went wrong afterwards.
        case failure
    }

    /// How it went.
    public let outcome: Outcome
    /// A sentence of more: what is stored under which name, or what went wrong. Never a secret.
    public let detail: String?

    /// The page of an outcome, with a sentence of more where there is one.
    public init(_ outcome: Outcome, detail: String? = nil) {
        self.outcome = outcome
        self.detail = detail
    }

    /// The whole document.
    public var html: String {
        let (mark, title, text) = words
        let detail = detail.map { "<p class=\"detail\">\(Self.escaped($0))</p>\n" } ?? ""
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) – adsvault</title>
            <style>\(Self.style)</style>
            </head>
            <body class="\(outcome)">
            <main>
            <p class="mark" aria-hidden="true">\(mark)</p>
            <h1>\(title)</h1>
            \(detail)<p>\(text)</p>
            </main>
            <footer>adsvault</footer>
            </body>
            </html>

            """
    }

    private var words: (mark: String, title: String, text: String) {
        switch outcome {
        case .success:
            ("✓", "All done", "You can close this tab and go back to the terminal.")
        case .refusal:
            ("–", "Access not granted", "Nothing was stored. To try again, run the command again in the terminal.")
        case .failure:
            (
                "!", "That did not work",
                "The terminal says what went wrong and what to do about it. You can close this tab."
            )
        }
    }

    /// The headers of every page, whoever asks: nothing is stored, framed, sniffed, referred to or fetched.
    public static var headers: HTTPFields {
        let policy = [
            "default-src 'none'", "style-src '\(styleHash)'", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'",
        ]
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.connection] = "close"
        headers[.contentSecurityPolicy] = policy.joined(separator: "; ")
        headers[.xContentTypeOptions] = "nosniff"
        if let referrerPolicy = HTTPField.Name("Referrer-Policy") { headers[referrerPolicy] = "no-referrer" }
        return headers
    }

    private static let styleHash = "sha256-" + Data(Digest.sha256(Array(style.utf8).rawBytes)).base64EncodedString()

    private static let style = """
        :root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1c2128; --quiet: #5b6470; --line: #dfe3e8; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #14171b; --card: #1d2127; --ink: #e8ebef; --quiet: #9aa4b0; --line: #2e343c; }
        }
        .success { --accent: #1a7f4b; }
        .refusal { --accent: #8a6100; }
        .failure { --accent: #b3362b; }
        @media (prefers-color-scheme: dark) {
          .success { --accent: #57c98a; }
          .refusal { --accent: #e0b252; }
          .failure { --accent: #f0857b; }
        }
        * { box-sizing: border-box; margin: 0; }
        body { min-height: 100vh; display: flex; flex-direction: column; align-items: center; justify-content: center;
          gap: 1.25rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Cantarell, sans-serif; }
        main { width: 100%; max-width: 30rem; padding: 2.5rem 2rem; text-align: center; background: var(--card);
          border: 1px solid var(--line); border-radius: 1rem; }
        h1 { margin: 1rem 0 .75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600; }
        p { color: var(--quiet); }
        .mark { width: 3.25rem; height: 3.25rem; margin: 0 auto; border-radius: 50%; border: 2px solid var(--accent);
          color: var(--accent); font-size: 1.6rem; line-height: 3.1rem; font-weight: 600; }
        .detail { margin-bottom: .75rem; color: var(--ink); overflow-wrap: anywhere; }
        footer { color: var(--quiet); font-size: .875rem; }
        """

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
    }
}
