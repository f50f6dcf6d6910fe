import Foundation
import HTTPTypes
import Sealing
import Testing

@testable import OAuthFlow

struct ResultPageTests {
    private static let all = [ResultPage.Outcome.success, .refusal, .failure]

    @Test(arguments: all)
    func `a page has no script and names no other place`(outcome: ResultPage.Outcome) {
        let html = ResultPage(outcome, detail: "ada@example.com").html
        for forbidden in ["<script", "://", "src=", "href=", "url(", "@import", "<iframe", "<form"] {
            #expect(!html.contains(forbidden))
        }
        #expect(!html.contains(/\son[a-z]+=/))
    }

    @Test func `what comes from outside cannot become markup`() {
        let html = ResultPage(.failure, detail: #"<img src=x onerror="alert('&')">"#).html
        #expect(html.contains("&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;"))
        #expect(!html.contains("<img"))
    }

    @Test func `the three outcomes are told apart`() {
        #expect(Set(Self.all.map { ResultPage($0).html }).count == 3)
    }

    @Test func `the style is the one that the policy allows`() throws {
        let html = ResultPage(.success).html
        let style = try #require(html.firstMatch(of: /<style>([^<]*)<\/style>/)).1
        let hash = Data(Digest.sha256(Array(style.utf8).rawBytes)).base64EncodedString()
        let policy = try #require(ResultPage.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-\(hash)';"))
    }
}
