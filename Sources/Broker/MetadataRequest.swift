import Credentials
import Foundation

/// What a request asks for: its path, and what is understood of its query.
struct MetadataRequest: Equatable {
    /// The path, percent-decoded, its slashes as they were.
    let path: String
    /// Whether a folder is to be answered with all that is in it.
    let isRecursive: Bool
    /// The scopes that are asked for, ascending; none for all.
    let scopes: [Scope]

    /// The longest target that is read, in bytes.
    static let targetLimit = 8192

    /// Why a target cannot be read.
    enum Invalid: Error, Equatable {
        /// Too long, no path, or a broken escape.
        case target
        /// Not a scope.
        case scope(String)
    }

    /// Reads the target of a request: `/path?query`.
    init(target: String) throws(Invalid) {
        guard target.utf8.count <= Self.targetLimit, target.hasPrefix("/") else { throw .target }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = try Self.decoded(parts[0])
        var isRecursive = false
        var scopes: Set<Scope> = []
        for pair in parts.count == 2 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            switch sides[0] {
            case "recursive":
                isRecursive = sides[1].lowercased() == "true"
            case "scopes":
                // Python, Go and Java separate them with commas; "+" is a blank in a form.
                let text = try Self.decoded(sides[1][...].replacing("+", with: " ")[...])
                for name in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
                    guard let scope = try? Scope(String(name)) else { throw .scope(String(name.prefix(256))) }
                    scopes.insert(scope)
                }
            default:
                continue
            }
        }
        self.isRecursive = isRecursive
        self.scopes = scopes.sorted()
    }

    private static func decoded(_ text: Substring) throws(Invalid) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        guard let decoded = String(text).removingPercentEncoding else { throw .target }
        return decoded
    }
}
