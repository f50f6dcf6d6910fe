import GoogleAds
import Testing

struct AdsVersionTests {
    @Test(arguments: ["v1", "v23", "v26", "v999"])
    func `a version stands in the URL as it was given`(text: String) throws {
        #expect(try AdsVersion(text).description == text)
    }

    @Test(arguments: ["", "v", "26", "V26", "v0", "v026", "v1000", "v+26", "v26/", "v26 ", "v٢٦", "v-1", "../v26"])
    func `anything else is refused`(text: String) {
        #expect(throws: AdsVersion.Invalid.self) { try AdsVersion(text) }
    }

    @Test func `the version of this program is one`() throws {
        #expect(try AdsVersion(AdsVersion.current.description) == .current)
    }
}
