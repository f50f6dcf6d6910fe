import Credentials
import Sealing
import Vault

/// What stands beside the list of a credential's copies; the copies themselves are its secret, since they may be many.
struct DeploymentSummary: Described {
    static var recordType: RecordType { .deployments }
    let recordName: Name

    init(of name: Name) {
        recordName = name
    }

    func write(to writer: inout JSONWriter) {}

    init(from reader: inout JSONReader) throws(JSONReader.Malformed) {
        var name: Name?
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            if key == "name" { name = try reader.name() } else { try reader.skip() }
        }
        self.init(of: try reader.required(name))
    }
}

extension VaultSnapshot {
    /// Who holds a copy of the credential `name`, as far as it was written down.
    ///
    /// - Throws: `OperationError.unreadable`; `VaultError.damaged`.
    mutating func deployments(of name: Name) throws -> Deployments {
        guard let record = try record(.deployments, name) else { return Deployments() }
        return try Deployments(secret: secretInUse(of: record), of: name)
    }
}

extension VaultTransaction {
    /// As in a snapshot.
    mutating func deployments(of name: Name) throws -> Deployments {
        guard let record = try record(.deployments, name) else { return Deployments() }
        return try Deployments(secret: secret(of: record), of: name)
    }

    /// Writes down who holds a copy of the credential `name`.
    mutating func put(_ deployments: Deployments, of name: Name) throws {
        guard !deployments.all.isEmpty else { return }
        var json = deployments.json
        try put(DeploymentSummary(of: name), secret: SecretBytes(wiping: &json))
    }

    /// Drops the copies of credentials other than `name` that lay where `deployment` lies now.
    ///
    /// - Returns: what was dropped, by credential.
    mutating func dropDeployments(
        replacedBy deployment: Deployment,
        besides name: Name
    ) throws -> [Name: [Deployment]] {
        guard deployment.destination != "-" else { return [:] }
        var dropped: [Name: [Deployment]] = [:]
        let others = try records { record in
            record.type == RecordType.deployments.rawValue && record.name != name ? record.name : nil
        }
        for other in others {
            var deployments = try deployments(of: other)
            let former = deployments.replaced(by: deployment)
            let count = deployments.drop(replacedBy: deployment)
            guard count > 0 else { continue }
            dropped[other] = former
            if deployments.all.isEmpty { try removeDeployments(of: other) } else { try put(deployments, of: other) }
            guard var credential = try value(Credential.self, other) else { continue }
            credential.exports = max(0, credential.exports - count)
            try update(credential)
        }
        return dropped
    }

    /// Drops what is written down of the copies of `name`, where something is.
    mutating func removeDeployments(of name: Name) throws {
        if try record(.deployments, name) != nil { try remove(.deployments, name) }
    }
}

extension Deployments {
    fileprivate init(secret: borrowing SecretBytes, of name: Name) throws {
        do {
            try self.init(json: secret.withBytes { $0.array })
        } catch {
            throw OperationError.unreadable(.deployments, name.description)
        }
    }
}
