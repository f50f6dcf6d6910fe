import ArgumentParser
import Vault

/// How much work one guess at a passphrase costs.
enum KDF: String, ExpressibleByArgument, CaseIterable {
    case interactive
    case moderate
    case sensitive

    var level: Argon2Level {
        switch self {
        case .interactive: .interactive
        case .moderate: .moderate
        case .sensitive: .sensitive
        }
    }
}
