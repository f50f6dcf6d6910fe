/// How a secret of Google's begins, and what it goes on with.
enum SecretPrefix {
    case refreshToken
    /// As refresh tokens began until about 2018. Too short to be known by it alone.
    case oldRefreshToken
    case accessToken
    case clientSecret

    /// The prefix that stands at `index`; nil where none does.
    init?(at index: Int, of text: [UInt8]) {
        func stands(_ prefix: String) -> Bool { text[index...].starts(with: prefix.utf8) }
        switch text[index] {
        case UInt8(ascii: "1") where stands("1//"): self = .refreshToken
        case UInt8(ascii: "1") where stands("1/"): self = .oldRefreshToken
        case UInt8(ascii: "y") where stands("ya29."): self = .accessToken
        case UInt8(ascii: "G") where stands("GOCSPX-"): self = .clientSecret
        default: return nil
        }
    }

    /// What a secret is that begins so.
    var kind: SecretKind {
        switch self {
        case .refreshToken, .oldRefreshToken: .refreshToken
        case .accessToken: .accessToken
        case .clientSecret: .clientSecret
        }
    }

    private var length: Int {
        switch self {
        case .refreshToken: 3
        case .oldRefreshToken: 2
        case .accessToken: 5
        case .clientSecret: 7
        }
    }

    /// The longest secret that is looked for, in bytes. Google promises no more than 2048 for an access token.
    private static let limit = 4096

    /// Where the secret lies that `text` begins with.
    func range(in text: ArraySlice<UInt8>) -> Range<Int> {
        let rest = text.prefix(Self.limit).dropFirst(length).prefix { byte in
            byte.isOfKey && (byte != UInt8(ascii: ".") || self == .accessToken)
        }
        let end = rest.lastIndex { $0 != UInt8(ascii: ".") }.map { $0 + 1 } ?? rest.startIndex
        return text.startIndex..<end
    }

    /// Whether `secret` is one by its looks: long enough, and no row of `x` as in samples.
    func isLikely(_ secret: ArraySlice<UInt8>) -> Bool {
        let least =
            switch self {
            case .refreshToken, .accessToken: 40
            case .clientSecret: 24
            case .oldRefreshToken: Int.max
            }
        return secret.count >= least && Set(secret.dropFirst(length)).count >= 8
    }
}
