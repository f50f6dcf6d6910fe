import Credentials
import Deploy
import Foundation
import Operations
import Testing

@testable import GoogleSandbox

/// A service account in a scene.
extension Scene {
    static let robot = "ads@sandbox-project.iam.gserviceaccount.com"

    /// The file of a new key of the service account, as Google's console gives it.
    func keyFile() async throws -> String {
        try await google.addServiceAccount(Self.robot).text
    }

    /// Puts a key into the vault, a new one where none is given.
    @discardableResult
    func addKey(
        _ name: String? = nil,
        _ file: String? = nil,
        _ change: (inout ServiceAccountDescription) -> Void = { _ in }
    ) async throws -> AddedServiceAccount {
        let text = if let file { file } else { try await keyFile() }
        var description = ServiceAccountDescription()
        description.name = try name.map { try Name($0) }
        change(&description)
        return try session.addServiceAccount(try ServiceAccountKey(secret(text)), description)
    }

    /// Does something to the key that the vault has under a name, as in the console.
    func change(keyOf name: String, by action: KeyAction) async throws {
        try await google.change(key: try #require(try show(name).key?.id), by: action)
    }

    /// What a check of everything found, without Google Ads.
    func findings(ads: Bool = false, required: [Scope]? = nil) async throws -> [Finding] {
        try await session.check(Filter(), required: required, ads: ads).flatMap(\.findings)
    }
}
